using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A run of a job's images. It only submits and awaits: the engine steps the images of all running batches together.</summary>
public sealed class GenerateBatch(BatchRunner runner, QueueWork work)
{
    /// <summary>Throws when cancelled, so that the message stays on the queue.</summary>
    [Function(nameof(GenerateBatch))]
    public Task RunAsync([QueueTrigger(QueueNames.Batches)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.BatchSpan, Delivery.Of(context, QueueNames.Batches, message), () => runner.RunAsync(message, QueueMessageId.Of(context), cancellation));
}
