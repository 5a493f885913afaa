using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Reads a batch message that somebody else may have written.</summary>
internal static class BatchMessageReader
{
    /// <summary>The message; null with its problem where it is none, or names blobs outside of a job's folder.</summary>
    public static BatchMessage? TryRead(string text, out JobProblem? problem)
    {
        problem = null;
        try
        {
            var message = JsonSerializer.Deserialize(text, ContractsJson.Default.BatchMessage);
            if (message is { Batch: >= 0, Generation: >= 0 } and ({ Redrive: null, Place: null } or { Redrive: >= 0, Place: >= 0 }) && message.Version == JobRequest.CurrentVersion && JobId.IsValid(message.JobId) && BlobPath.IsInside(message.Prefix))
            {
                // The trace is telemetry's alone, which has read it already: a batch is the same with any.
                return message with { TraceParent = null };
            }
        }
        catch (JsonException)
        {
            // Told below, as everything else that is no batch.
        }

        problem = new JobProblem("message", text, "only the planner's messages belong on this queue", $"Send jobs to {QueueNames.Jobs}.");
        return null;
    }
}
