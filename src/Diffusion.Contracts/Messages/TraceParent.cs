using System.Diagnostics;

namespace Diffusion.Contracts;

/// <summary>
/// How a trace goes on behind a queue: messages carry the W3C "traceparent" of the span that sent them
/// (https://www.w3.org/TR/trace-context/), and the receiver's span is its child.
/// </summary>
public static class TraceParent
{
    /// <summary>
    /// Of the span that runs here; null where there is none. A span that nobody records counts only if it goes on with somebody's trace:
    /// frameworks make one for each request, and its "not sampled" would keep everybody behind the queue from recording.
    /// </summary>
    public static string? Current =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity && (activity.Recorded || GoesOn(activity)) ? activity.Id : null;

    /// <summary>Reads one. False for anything that is none: a trace that is lost must not lose a job.</summary>
    public static bool TryParse(string? text, out ActivityContext context) =>
        ActivityContext.TryParse(text, traceState: null, isRemote: true, out context);

    // The parent of the outermost span of this process is another process's.
    private static bool GoesOn(Activity activity)
    {
        while (activity.Parent is { } parent)
        {
            activity = parent;
        }

        return activity.ParentId is not null;
    }
}
