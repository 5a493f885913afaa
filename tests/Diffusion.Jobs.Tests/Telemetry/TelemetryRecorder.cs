using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Telemetry;

/// <summary>Keeps the spans of one trace and the measurements of one composition, as an exporter would.</summary>
internal sealed class TelemetryRecorder : IDisposable
{
    private readonly ConcurrentBag<Activity> spans = [];
    private readonly ConcurrentBag<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> measurements = [];
    private readonly ActivityListener listener;
    private readonly MeterListener meters = new();

    public TelemetryRecorder(JobsHarness jobs)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Source or "producer",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);

        // Other tests' compositions have meters of the same name.
        var factory = jobs.Get<IMeterFactory>();
        meters.InstrumentPublished = (instrument, on) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                on.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        meters.Start();
    }

    /// <summary>The spans of a trace that have ended, in the order of their begins.</summary>
    public IReadOnlyList<Activity> Spans(ActivityTraceId trace) => [.. spans.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];

    /// <summary>The sum of an instrument's measurements with a tag of that value.</summary>
    public double Sum(string name, string tag, object value) => Values(name, tag, value).Sum();

    public IReadOnlyList<double> Values(string name, string tag, object value) =>
        [.. measurements.Where(one => one.Name == name && Equals(one.Tags.GetValueOrDefault(tag), value)).Select(one => one.Value)];

    public void Dispose()
    {
        listener.Dispose();
        meters.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measurements.Add((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray(), StringComparer.Ordinal)));
}
