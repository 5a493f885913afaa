using Azure;
using Azure.Identity;
using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>Tells what fails because the storage or the device has a bad minute from what would fail again.</summary>
public static class TransientFailure
{
    /// <summary>Whether the same work may well succeed later. The storage client has tried several times before it throws.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        // 401 and 403: a role that has not reached the storage yet, or a firewall that is being changed.
        RequestFailedException failed => failed.Status is 0 or 401 or 403 or 408 or 429 or >= 500,
        ImageException image => image.IsTransient,
        // A host that has not got the version yet, or could not fetch it: a roll-out takes its time.
        ModelException or DeviceException or HttpRequestException or IOException => true,

        // Of the identity that storage is called with: its endpoint may be late, at a host's start above all.
        AuthenticationFailedException => true,

        // The storage client's own time-out; whoever was asked to stop is not asked here.
        TaskCanceledException => true,

        // What the storage client throws after its last retry.
        AggregateException { InnerExceptions: var all } => all.Count > 0 && all.All(Is),
        JobStateException => false,
        _ => DeviceFailure.Recognize(exception) is not null,
    };
}
