using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>How a job ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Every image is there.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Some or all images could not be made.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>The job was not accepted; nothing was made.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,
}
