using System.Text;
using Diffusion.Contracts;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Reads a message of the jobs' queue, and the blob that it may refer to.</summary>
public sealed class JobMessageReader(JobContainer container, IOptions<JobLimits> limits)
{
    /// <summary>What can be read of the job that a message is, or refers to.</summary>
    public async Task<JobReading> ReadAsync(string message, CancellationToken cancellation)
    {
        var size = Encoding.UTF8.GetByteCount(message);
        if (size > limits.Value.MaxMessageBytes)
        {
            // The id may still be readable, so that whoever waits for the job hears of it.
            return TooLarge(JobReader.Read(message), "message", size, limits.Value.MaxMessageBytes, "Put the job into a blob and send { \"jobBlob\": \"inbox/job.json\" }.");
        }

        var reading = JobReader.Read(message);
        if (reading.JobBlob is not { } name || reading.Problems.Count > 0)
        {
            return reading;
        }

        var properties = await container.TryReadPropertiesAsync(name, cancellation);
        if (properties is null)
        {
            return reading with { Problems = [new JobProblem("jobBlob", $"\"{name}\"", "there is no such blob", "Upload the job before its message is sent.")] };
        }

        if (properties.ContentLength > limits.Value.MaxJobBlobBytes)
        {
            return TooLarge(reading, "jobBlob", properties.ContentLength, limits.Value.MaxJobBlobBytes, "Make more jobs of it.");
        }

        var content = await container.TryReadAsync(name, cancellation);
        var inner = JobReader.Read(content?.ToString() ?? "");
        return inner.JobBlob is null
            ? inner
            : inner with { Problems = [new JobProblem("jobBlob", $"\"{name}\"", "a job blob must hold the job itself", "Put the job into it.")] };
    }

    private static JobReading TooLarge(JobReading reading, string field, long size, int limit, string action) => reading with
    {
        Problems = [.. reading.Problems, new JobProblem(field, $"{size} bytes", $"at most {limit} bytes are read (limit {(field == "message" ? nameof(JobLimits.MaxMessageBytes) : nameof(JobLimits.MaxJobBlobBytes))})", action)],
    };
}
