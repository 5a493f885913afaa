using System.Diagnostics.Metrics;
using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>What the process's engines and memory say when they are looked at.</summary>
public sealed class HostMetrics
{
    private readonly ModelSource models;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long At, long Steps)> seen = new(StringComparer.Ordinal);

    /// <summary>Makes the instruments in a meter of the factory's.</summary>
    public HostMetrics(IMeterFactory meters, ModelSource models, TimeProvider time)
    {
        (this.models, this.time) = (models, time);
        var meter = meters.Create(TelemetryNames.Source);
        meter.CreateObservableCounter(TelemetryNames.Steps, () => OfEngines(statistics => statistics.Steps), "{step}", "Device batches stepped.");
        meter.CreateObservableCounter(TelemetryNames.Evaluations, () => OfEngines(statistics => statistics.Evaluations), "{row}", "Images that the network was asked about, each step counted.");
        meter.CreateObservableCounter(TelemetryNames.ModelSeconds, () => OfEngines(statistics => statistics.ModelSeconds), "s", "Time in the networks.");
        meter.CreateObservableCounter(TelemetryNames.OtherSeconds, () => OfEngines(statistics => statistics.OtherSeconds), "s", "Time in all else of a step.");
        meter.CreateObservableGauge(TelemetryNames.StepsPerSecond, StepsPerSecond, "{step}/s", "Device batches stepped a second since the last look.");
        meter.CreateObservableGauge(TelemetryNames.ProcessMemory, () => Environment.WorkingSet, "By", "The process's working set.");
        meter.CreateObservableGauge(TelemetryNames.DeviceMemory, () => DeviceMemory(), "By", "Memory in use on the GPU, all processes together.");
    }

    private static Measurement<T> Of<T>(SamplingEngine engine, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>(TelemetryNames.ModelTag, engine.Model.Card.Name));

    private IEnumerable<Measurement<T>> OfEngines<T>(Func<EngineStatistics, T> value)
        where T : struct => models.Engines.Select(engine => Of(engine, value(engine.Statistics)));

    private List<Measurement<double>> StepsPerSecond()
    {
        var rates = new List<Measurement<double>>();
        lock (gate)
        {
            foreach (var engine in models.Engines)
            {
                var (now, steps) = (time.GetTimestamp(), engine.Statistics.Steps);
                if (seen.TryGetValue(engine.Model.Card.Name, out var before) && steps >= before.Steps && time.GetElapsedTime(before.At, now) is { TotalSeconds: > 0 } passed)
                {
                    rates.Add(Of(engine, (steps - before.Steps) / passed.TotalSeconds));
                }

                seen[engine.Model.Card.Name] = (now, steps);
            }
        }

        return rates;
    }

    private IEnumerable<Measurement<long>> DeviceMemory() =>
        models.Engines.Any(engine => engine.Device.Kind == DeviceKind.Cuda) && GpuMemory.TryReadUsed() is { } bytes ? [new Measurement<long>(bytes)] : [];
}
