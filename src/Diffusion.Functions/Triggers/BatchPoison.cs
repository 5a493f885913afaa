using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A batch that failed too often.</summary>
public sealed class BatchPoison(PoisonedBatch poisoned, QueueWork work)
{
    /// <summary>Records its missing images as failed; the job goes on to its end.</summary>
    [Function(nameof(BatchPoison))]
    public Task RunAsync([QueueTrigger(QueueNames.BatchesPoison)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.PoisonSpan, Delivery.Of(context, QueueNames.BatchesPoison, message), () => poisoned.HandleAsync(message, QueueMessageId.Of(context), cancellation));
}
