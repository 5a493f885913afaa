namespace Diffusion.Jobs;

/// <summary>What a blob holds: its content type and its metadata.</summary>
/// <param name="ContentType">The MIME type.</param>
/// <param name="Metadata">Names are lower-case letters; null for none.</param>
public sealed record BlobContent(string ContentType, IDictionary<string, string>? Metadata = null)
{
    /// <summary>Index tags, for accounts that have them: Storage finds blobs by these. null for none.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>One JSON document.</summary>
    public static BlobContent Json { get; } = new("application/json");

    /// <summary>A JSON document a line.</summary>
    public static BlobContent JsonLines { get; } = new("application/x-ndjson");

    /// <summary>A few words, or none: there to be there.</summary>
    public static BlobContent Marker { get; } = new("text/plain");

    /// <summary>A picture without provenance.</summary>
    public static BlobContent Png { get; } = new("image/png");

    /// <summary>Metadata that names the job, so that one can tell whose blob it is without reading it.</summary>
    public const string JobHashKey = "jobhash";

    /// <summary>Metadata that holds the SHA-256 of the blob's bytes, so that a manifest can be written without reading them.</summary>
    public const string FileKey = "filesha256";

    /// <summary>Whether a blob's metadata name this job.</summary>
    public static bool IsOf(IDictionary<string, string> metadata, string jobHash) =>
        metadata.TryGetValue(JobHashKey, out var found) && found == jobHash;

    /// <summary>The same with the job's hash in its metadata.</summary>
    public BlobContent Of(string jobHash) => With(JobHashKey, jobHash);

    /// <summary>The same with one more of its metadata.</summary>
    public BlobContent With(string key, string value) => this with
    {
        Metadata = new Dictionary<string, string>(Metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [key] = value },
    };
}
