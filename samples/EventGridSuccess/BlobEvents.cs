using System.Text.Json;

namespace Samples;

/// <summary>What Event Grid sends to a web hook, in its own schema (a list) or as CloudEvents (one, or a list).</summary>
internal static class BlobEvents
{
    private const string Containers = "/blobServices/default/containers/";
    private const string Marker = "/_SUCCESS";

    /// <summary>The code that a new subscription wants to have back, in Event Grid's own schema; null for any other call.</summary>
    public static string? ValidationCode(JsonElement body) => Events(body)
        .Where(one => Type(one) == "Microsoft.EventGrid.SubscriptionValidationEvent")
        .Select(one => one.GetProperty("data").GetProperty("validationCode").GetString())
        .FirstOrDefault();

    /// <summary>Container and folder of each job that has succeeded. Everything else is somebody else's event.</summary>
    public static IEnumerable<(string Container, string Folder)> Succeeded(JsonElement body)
    {
        foreach (var one in Events(body).Where(one => Type(one) == "Microsoft.Storage.BlobCreated"))
        {
            var subject = one.GetProperty("subject").GetString()!;
            if (subject.StartsWith(Containers, StringComparison.Ordinal) && subject.EndsWith(Marker, StringComparison.Ordinal)
                && subject[Containers.Length..^Marker.Length].Split("/blobs/", 2) is [var container, var folder])
            {
                yield return (container, folder);
            }
        }
    }

    private static List<JsonElement> Events(JsonElement body) => body.ValueKind == JsonValueKind.Array ? [.. body.EnumerateArray()] : [body];

    private static string? Type(JsonElement one) =>
        one.TryGetProperty("eventType", out var type) || one.TryGetProperty("type", out type) ? type.GetString() : null;
}
