using System.Text;
using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>Sends jobs; one that is too large for a message goes through a blob.</summary>
internal sealed class JobSubmission(JobClient client, JobContainer container, JobQueues queues)
{
    // A queue carries 64 KiB; the service's default limit is less.
    private const int MaxMessageBytes = 48 * 1024;

    public async Task<SubmittedJob> SubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        await Task.WhenAll(container.EnsureAsync(cancellation), queues.EnsureAsync(cancellation));
        var text = JsonSerializer.Serialize(request, ContractsJson.Default.JobRequest);
        if (Encoding.UTF8.GetByteCount(text) <= MaxMessageBytes)
        {
            return await client.SubmitAsync(request, cancellation);
        }

        var reference = new JobBlobReference { JobBlob = $"inbox/{JobHash.Of(request)}.json" };
        await container.TryCreateAsync(reference.JobBlob, BinaryData.FromString(text), BlobContent.Json, cancellation);
        var job = await client.SendAsync(JsonSerializer.Serialize(reference, ContractsJson.Default.JobBlobReference), request.Id, cancellation);
        return job with { JobHash = JobHash.Of(request with { Id = job.JobId }) };
    }
}
