using System.Diagnostics.Metrics;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>What is counted while jobs run. Counts are of this process since its start.</summary>
public sealed class JobMetrics
{
    private static readonly KeyValuePair<string, object?> Made = new(TelemetryNames.OutcomeTag, "made");
    private static readonly KeyValuePair<string, object?> Failed = new(TelemetryNames.OutcomeTag, "failed");

    private readonly Counter<long> images;
    private readonly Counter<long> jobs;
    private readonly Histogram<double> wait;
    private readonly Histogram<double> duration;
    private readonly Counter<long> retries;
    private readonly Counter<long> poison;

    /// <summary>Makes the instruments in a meter of the factory's.</summary>
    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.Source);
        images = meter.CreateCounter<long>(TelemetryNames.Images, "{image}", "Images made.");
        jobs = meter.CreateCounter<long>(TelemetryNames.Jobs, "{job}", "Jobs that have ended.");
        wait = meter.CreateHistogram<double>(TelemetryNames.QueueWait, "s", "How long a message lay on its queue before its first attempt.");
        duration = meter.CreateHistogram<double>(TelemetryNames.BatchDuration, "s", "From the begin of a batch's attempt to its last image.");
        retries = meter.CreateCounter<long>(TelemetryNames.Retries, "{message}", "Messages that came again.");
        poison = meter.CreateCounter<long>(TelemetryNames.Poison, "{message}", "Messages that failed too often.");
    }

    /// <summary>An image was made and written, whatever becomes of its batch's attempt.</summary>
    public void ImageMade(string model) => images.Add(1, new(TelemetryNames.ModelTag, model), Made);

    /// <summary>Images of a batch are written down as such that cannot be made.</summary>
    public void ImagesLost(string model, int count) => images.Add(count, new(TelemetryNames.ModelTag, model), Failed);

    /// <summary>A batch's attempt has come to its end.</summary>
    public void BatchDone(string model, double seconds) => duration.Record(seconds, new KeyValuePair<string, object?>(TelemetryNames.ModelTag, model));

    /// <summary>A job has ended.</summary>
    public void JobEnded(JobState state) => jobs.Add(1, new KeyValuePair<string, object?>(TelemetryNames.OutcomeTag, state.Word()));

    /// <summary>A message has come from a queue.</summary>
    internal void Received(QueueDelivery delivery, DateTimeOffset now)
    {
        var queue = new KeyValuePair<string, object?>(TelemetryNames.QueueTag, delivery.Queue);
        if (QueueNames.IsPoison(delivery.Queue) && delivery.Attempt <= 1)
        {
            poison.Add(1, queue);
        }

        if (delivery.Attempt > 1)
        {
            retries.Add(1, queue);
        }
        else if (delivery.Inserted is { } inserted)
        {
            // The storage's clock and ours may differ.
            wait.Record(Math.Max(0, (now - inserted).TotalSeconds), queue);
        }
    }
}
