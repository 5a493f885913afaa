using System.Globalization;
using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job's status.json. Several hosts write it: each change is made to what is there, and made again where another came between.</summary>
public sealed class JobStatusBlob(JobContainer container, TimeProvider time)
{
    private const int MaxTries = 20;

    /// <summary>Metadata of the blob, so that jobs can be listed without reading each.</summary>
    internal static class Keys
    {
        public const string State = "state";
        public const string Done = "done";
        public const string Total = "total";
        public const string Failed = "failed";
    }

    /// <summary>The status; null where there is none.</summary>
    public async Task<FoundJobStatus?> TryReadAsync(string jobId, CancellationToken cancellation)
    {
        if (!JobId.IsValid(jobId) || await container.TryReadVersionAsync(BlobNames.Status(jobId), cancellation) is not { } read)
        {
            return null;
        }

        return new FoundJobStatus(Parse(read.Content) ?? throw new JsonException($"{BlobNames.Status(jobId)} is null."), read.Version.ToString("H"));
    }

    /// <summary>How often the job was redriven after its end; 0 where its status is not there.</summary>
    public async Task<int> RoundAsync(JobPlan plan, CancellationToken cancellation) =>
        (await TryReadAsync(plan.JobId(), cancellation))?.Status is { } status && status.JobHash == plan.JobHash ? status.Round : 0;

    /// <summary>Changes the status and returns what is there then.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="change">From what is there (null: nothing) to what shall be; null leaves it as it is. Called again where another host came between.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<JobStatus?> ChangeAsync(string jobId, Func<JobStatus?, JobStatus?> change, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var found = await container.TryReadVersionAsync(BlobNames.Status(jobId), cancellation);
            var current = found is { } read ? Parse(read.Content) : null;
            if (change(current) is not { } changed)
            {
                return current;
            }

            changed = changed with { Updated = time.GetUtcNow() };
            var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(changed, ContractsJson.Default.JobStatus));
            if (found is { } old
                ? await container.TryReplaceAsync(BlobNames.Status(jobId), content, Kind(changed), old.Version, cancellation)
                : await container.TryCreateAsync(BlobNames.Status(jobId), content, Kind(changed), cancellation))
            {
                return changed;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * (attempt + 1))), time, cancellation);
        }

        throw new JobStateException($"{BlobNames.Status(jobId)} was changed by others {MaxTries} times in a row. It is tried again later.");
    }

    private static JobStatus? Parse(BinaryData content) => JsonSerializer.Deserialize(content.ToMemory().Span, ContractsJson.Default.JobStatus);

    private static BlobContent Kind(JobStatus status)
    {
        var kind = BlobContent.Json
            .With(Keys.State, status.State.ToString())
            .With(Keys.Done, status.Done.ToString(CultureInfo.InvariantCulture))
            .With(Keys.Total, status.Total.ToString(CultureInfo.InvariantCulture))
            .With(Keys.Failed, status.Failed.ToString(CultureInfo.InvariantCulture));
        kind = status.JobHash is { } hash ? kind.Of(hash) : kind;
        return kind with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [BlobTags.StateKey] = status.State.Word() } };
    }
}
