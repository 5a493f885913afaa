using Diffusion.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>
/// Whether this host can make images, by a tiny inference whose answer is kept for some seconds. A request never waits long: while
/// the model loads, or the device is busy, it is told what is known.
/// </summary>
public sealed partial class HealthProbe(TinyInference inference, IOptions<HealthOptions> options, TimeProvider time, ILogger<HealthProbe> log)
{
    private readonly Lock gate = new();
    private HealthReport last = new() { Status = "starting", Reason = "The model is being loaded." };
    private long lastAt;
    private Running? running;

    /// <summary>What is known, after a new look where the last one is too old.</summary>
    public async Task<HealthReport> CheckAsync(CancellationToken cancellation)
    {
        Running current;
        lock (gate)
        {
            if (running is null && last.Checked is not null && time.GetElapsedTime(lastAt) < TimeSpan.FromSeconds(options.Value.CacheSeconds))
            {
                return last;
            }

            current = running ??= Begin();
        }

        await Task.WhenAny(current.Task, Task.Delay(TimeSpan.FromSeconds(options.Value.PatienceSeconds), time, cancellation));
        lock (gate)
        {
            var late = running is { LoadedAt: > 0 } still && time.GetElapsedTime(still.LoadedAt) is var waited && waited.TotalSeconds > options.Value.TimeoutSeconds;
            return late
                ? new HealthReport
                {
                    Status = "unhealthy",
                    Reason = $"An image of one step has not ended within {options.Value.TimeoutSeconds} s.",
                    Model = last.Model,
                    ModelHash = last.ModelHash,
                    Device = last.Device,
                    Provider = last.Provider,
                    OnnxRuntimeVersion = last.OnnxRuntimeVersion,
                    Checked = time.GetUtcNow(),
                }
                : last;
        }
    }

    private Running Begin()
    {
        var begun = new Running();

        // Not the request's own token: what it began, others wait for.
        begun.Task = Task.Run(() => RunAsync(begun), CancellationToken.None);
        return begun;
    }

    private async Task RunAsync(Running mine)
    {
        HealthReport report;
        try
        {
            report = await inference.RunAsync(_ => Interlocked.Exchange(ref mine.LoadedAt, time.GetTimestamp()), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogUnhealthy(exception);
            report = new HealthReport { Status = "unhealthy", Reason = SecretText.Remove($"{exception.GetType().Name}: {exception.Message}"), Checked = time.GetUtcNow() };
        }

        lock (gate)
        {
            (last, lastAt, running) = (report, time.GetTimestamp(), null);
        }
    }

    [LoggerMessage(LogLevel.Error, "The tiny inference of the health endpoint failed")]
    private partial void LogUnhealthy(Exception exception);

    private sealed class Running
    {
        public long LoadedAt;

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
