using System.Text.Json;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A message as a queue has handed it out.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Message">The message's text.</param>
/// <param name="MessageId">The storage service's id of it.</param>
/// <param name="Attempt">How often it has been handed out, from 1.</param>
/// <param name="Inserted">When it was put there; null where that is not known.</param>
public sealed record QueueDelivery(string Queue, string Message, string MessageId, int Attempt = 1, DateTimeOffset? Inserted = null)
{
    /// <summary>
    /// The job's id, the batch and the trace, as far as the text has them. Reads anything: whether the message is any good is
    /// found out by whoever works on it, and what is read here goes to telemetry alone.
    /// </summary>
    public (string? JobId, int? Batch, string? TraceParent) Read()
    {
        try
        {
            using var document = JsonDocument.Parse(MessageText.Decode(Message), new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            var id = Text(root, "jobId") ?? Text(root, "id");
            int? batch = root.TryGetProperty("batch", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
            return (JobId.IsValid(id) ? id : null, batch, Contracts.TraceParent.TryParse(Text(root, "traceParent"), out _) ? Text(root, "traceParent") : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
