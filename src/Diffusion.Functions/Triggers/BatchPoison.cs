using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A batch that failed too often.</summary>
public sealed class BatchPoison(PoisonedBatch poisoned)
{
    /// <summary>Records its missing images as failed; the job goes on to its end.</summary>
    [Function(nameof(BatchPoison))]
    public Task RunAsync([QueueTrigger(QueueNames.BatchesPoison)] string message, FunctionContext context, CancellationToken cancellation) =>
        poisoned.HandleAsync(message, QueueMessageId.Of(context), cancellation);
}
