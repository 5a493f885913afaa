using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A job from the queue: checked, planned, its first batches queued.</summary>
public sealed class PlanJob(JobPlanner planner, QueueWork work)
{
    /// <summary>Binds text, not a type: the host would poison what it cannot read before we could say why.</summary>
    [Function(nameof(PlanJob))]
    public Task RunAsync([QueueTrigger(QueueNames.Jobs)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.PlanSpan, Delivery.Of(context, QueueNames.Jobs, message), () => planner.PlanAsync(message, QueueMessageId.Of(context), cancellation));
}
