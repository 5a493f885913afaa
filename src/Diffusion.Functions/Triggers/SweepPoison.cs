using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>A reminder that failed too often.</summary>
public sealed class SweepPoison(JobSweep sweep, QueueWork work)
{
    /// <summary>Works on it as before: a live job is not given up because nobody could look after it for a while.</summary>
    [Function(nameof(SweepPoison))]
    public Task RunAsync([QueueTrigger(QueueNames.SweepPoison)] string message, FunctionContext context, CancellationToken cancellation) =>
        work.RunAsync(TelemetryNames.SweepSpan, Delivery.Of(context, QueueNames.SweepPoison, message), () => sweep.HandleAsync(message, QueueMessageId.Of(context), cancellation));
}
