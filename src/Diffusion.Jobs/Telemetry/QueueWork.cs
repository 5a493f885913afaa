using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>
/// Runs the work on a message so that it can be followed: in the span of its job's trace, counted, and with job, batch and
/// attempt in the scope of every line that is logged.
/// </summary>
public sealed class QueueWork(JobMetrics metrics, TimeProvider time, ILogger<QueueWork> log)
{
    /// <summary>Runs it. What the work throws comes out.</summary>
    /// <param name="span">The span's name, of <see cref="TelemetryNames"/>.</param>
    /// <param name="delivery">The message.</param>
    /// <param name="work">What is to be done with it.</param>
    public async Task RunAsync(string span, QueueDelivery delivery, Func<Task> work)
    {
        var (jobId, batch, traceParent) = delivery.Read();
        var outer = Activity.Current;
        using var activity = JobTrace.StartFrom(span, ActivityKind.Consumer, traceParent);
        foreach (var (name, value) in Tags(delivery, jobId, batch))
        {
            activity?.SetTag(name, value);
        }

        // A batch passes on what it was given; a plan is itself what its batches belong to.
        JobTrace.Parent = (span == TelemetryNames.PlanSpan ? activity?.Id : traceParent) ?? traceParent ?? activity?.Id;
        metrics.Received(delivery, time.GetUtcNow());
        using var scope = log.BeginScope(Scope(delivery, jobId, batch));
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            activity?.AddException(exception);
            throw;
        }
        finally
        {
            JobTrace.Parent = null;
            activity?.Stop();
            Activity.Current = outer;
        }
    }

    private static IEnumerable<(string Name, object? Value)> Tags(QueueDelivery delivery, string? jobId, int? batch) =>
    [
        (TelemetryNames.QueueTag, delivery.Queue),
        (TelemetryNames.MessageTag, delivery.MessageId),
        (TelemetryNames.AttemptTag, delivery.Attempt),
        (TelemetryNames.JobTag, jobId),
        (TelemetryNames.BatchTag, batch),
    ];

    private static KeyValuePair<string, object?>[] Scope(QueueDelivery delivery, string? jobId, int? batch) =>
    [
        new("JobId", jobId),
        new("Batch", batch),
        new("Attempt", delivery.Attempt),
        new("MessageId", delivery.MessageId),
    ];
}
