using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A reminder to look after a live job.</summary>
public sealed class SweepJob(JobSweep sweep, QueueWatch watch, QueueWork work)
{
    /// <summary>Sends the reminder again while the job lives, and tells how long the queues are.</summary>
    [Function(nameof(SweepJob))]
    public Task RunAsync([QueueTrigger(QueueNames.Sweep)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.SweepSpan, Delivery.Of(context, QueueNames.Sweep, message), () => Task.WhenAll(sweep.HandleAsync(message, QueueMessageId.Of(context), cancellation), watch.LookAsync(cancellation)));
}
