using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A job from the queue: checked, planned, its first batches queued.</summary>
public sealed class PlanJob(JobPlanner planner)
{
    /// <summary>Binds text, not a type: the host would poison what it cannot read before we could say why.</summary>
    [Function(nameof(PlanJob))]
    public Task RunAsync([QueueTrigger(QueueNames.Jobs)] string message, FunctionContext context, CancellationToken cancellation) =>
        planner.PlanAsync(message, QueueMessageId.Of(context), cancellation);
}
