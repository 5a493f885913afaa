using System.Globalization;
using System.Runtime.CompilerServices;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Lists the jobs of the container, by the metadata of their status alone.</summary>
public sealed class JobList(JobContainer container)
{
    private const string Suffix = "/status.json";

    /// <summary>Jobs in the order of their ids, a call for some thousand of them.</summary>
    /// <param name="state">Only those of this state; null: all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<ListedJob> ListAsync(JobState? state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in container.ListAsync(BlobNames.AllJobs, cancellation))
        {
            if (!blob.Name.EndsWith(Suffix, StringComparison.Ordinal) || !blob.Metadata.TryGetValue(JobStatusBlob.Keys.State, out var text) || !Enum.TryParse<JobState>(text, out var found))
            {
                continue;
            }

            if (state is null || found == state)
            {
                yield return new ListedJob(
                    blob.Name[BlobNames.AllJobs.Length..^Suffix.Length],
                    found,
                    Number(blob.Metadata, JobStatusBlob.Keys.Done),
                    Number(blob.Metadata, JobStatusBlob.Keys.Total),
                    Number(blob.Metadata, JobStatusBlob.Keys.Failed),
                    blob.Properties.LastModified ?? default);
            }
        }
    }

    private static int Number(IDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>A line of the list.</summary>
/// <param name="JobId">The job.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Done">Images that are there.</param>
/// <param name="Total">Images that it asks for.</param>
/// <param name="Failed">Images that could not be made.</param>
/// <param name="Updated">When its status was last written.</param>
public sealed record ListedJob(string JobId, JobState State, int Done, int Total, int Failed, DateTimeOffset Updated);
