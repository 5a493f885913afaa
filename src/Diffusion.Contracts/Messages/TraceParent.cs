using System.Diagnostics;

namespace Diffusion.Contracts;

/// <summary>
/// How a trace goes on behind a queue: messages carry the W3C "traceparent" of the span that sent them
/// (https://www.w3.org/TR/trace-context/), and the receiver's span is its child.
/// </summary>
public static class TraceParent
{
    /// <summary>Of the span that runs here; null where there is none.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Reads one. False for anything that is none: a trace that is lost must not lose a job.</summary>
    public static bool TryParse(string? text, out ActivityContext context) =>
        ActivityContext.TryParse(text, traceState: null, isRemote: true, out context);
}
