namespace Diffusion.Contracts;

/// <summary>What could be read of a message. Members that could not be read keep their default and are named in <see cref="Unreadable"/>.</summary>
public sealed record JobReading
{
    /// <summary>The request; null where the message is no job (not JSON, or a <see cref="JobBlobReference"/>).</summary>
    public JobRequest? Request { get; init; }

    /// <summary>The blob that holds the job; null where the message is the job itself.</summary>
    public string? JobBlob { get; init; }

    /// <summary>The id, wherever one could be read, even if all else is wrong.</summary>
    public string? Id { get; init; }

    /// <summary>Everything that is wrong so far.</summary>
    public IReadOnlyList<JobProblem> Problems { get; init; } = [];

    /// <summary>Members that were missing or of the wrong type: their values in <see cref="Request"/> mean nothing.</summary>
    public IReadOnlySet<string> Unreadable { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}
