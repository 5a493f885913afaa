using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>Where a job stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for a host.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>Images are being made.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Ended: every image is there.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Ended: some images could not be made.</summary>
    [JsonStringEnumMemberName("completedWithFailures")] CompletedWithFailures,

    /// <summary>Ended: not one image could be made, or the job could not be planned or brought to its end.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Ended: the job was not accepted; nothing was made.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,

    /// <summary>Ended: somebody stopped it; images that were there stay.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>What states mean.</summary>
public static class JobStates
{
    /// <summary>Whether a job of this state does nothing more.</summary>
    public static bool IsEnd(this JobState state) => state is not (JobState.Queued or JobState.Running);

    /// <summary>The state as JSON and tags have it, such as "completedWithFailures".</summary>
    public static string Word(this JobState state) => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];
}
