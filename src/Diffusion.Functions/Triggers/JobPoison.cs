using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A job that could not be planned.</summary>
public sealed class JobPoison(PoisonedJob poisoned, QueueWork work)
{
    /// <summary>Records it as failed.</summary>
    [Function(nameof(JobPoison))]
    public Task RunAsync([QueueTrigger(QueueNames.JobsPoison)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.PoisonSpan, Delivery.Of(context, QueueNames.JobsPoison, message), () => poisoned.HandleAsync(message, QueueMessageId.Of(context), cancellation));
}
