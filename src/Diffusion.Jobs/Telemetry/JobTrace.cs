using System.Diagnostics;

namespace Diffusion.Jobs;

/// <summary>
/// The trace of the job that is being worked on. A job is one trace: all its batches are children of the span that planned it,
/// whoever queued them, so that a lane of a thousand batches is no thousand levels deep.
/// </summary>
public static class JobTrace
{
    private static readonly ActivitySource Source = new(TelemetryNames.Source);
    private static readonly AsyncLocal<string?> parent = new();

    /// <summary>What batches that are queued now carry; null outside of a trace.</summary>
    public static string? Parent
    {
        get => parent.Value;
        internal set => parent.Value = value;
    }

    /// <summary>Begins a span of the work that is being done.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>
    /// Begins the span of work that came from outside, with a message or a request. What the host traces of its own is linked, since its
    /// trace is not the job's.
    /// </summary>
    /// <param name="name">The span's name, of <see cref="TelemetryNames"/>.</param>
    /// <param name="kind">How it came.</param>
    /// <param name="traceParent">The trace that it brought; anything else begins a new one.</param>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? StartFrom(string name, ActivityKind kind, string? traceParent)
    {
        _ = Contracts.TraceParent.TryParse(traceParent, out var context);
        ActivityLink[]? links = Activity.Current is { } host && host.TraceId != context.TraceId ? [new ActivityLink(host.Context)] : null;
        if (context == default)
        {
            // Else the host's own span would be the parent.
            Activity.Current = null;
        }

        return Source.StartActivity(name, kind, context, tags: null, links);
    }
}
