using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Queues;

/// <summary>A queue message as a parameter's value.</summary>
internal static class QueueBinder
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The body with its encoding undone; null where it is not base64.</summary>
    public static BinaryData? Decode(QueueMessage message, bool base64)
    {
        if (!base64)
        {
            return message.Body;
        }

        var text = message.Body.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? BinaryData.FromBytes(bytes.AsMemory(0, length)) : null;
    }

    public static QueueMessage WithBody(QueueMessage message, BinaryData body) => QueuesModelFactory.QueueMessage(
        message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);

    public static IReadOnlyDictionary<string, object?> BindingData(QueueMessage message) => new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = message.Body.ToString(),
        ["Id"] = message.MessageId,
        ["PopReceipt"] = message.PopReceipt,
        ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["InsertionTime"] = JsonSerializer.Serialize(message.InsertedOn),
        ["ExpirationTime"] = JsonSerializer.Serialize(message.ExpiresOn),
        ["NextVisibleTime"] = JsonSerializer.Serialize(message.NextVisibleOn),
    };

    /// <summary>string, byte[], BinaryData and QueueMessage as they are; any other type from JSON.</summary>
    public static object? ToParameter(QueueMessage message, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return type switch
        {
            _ when type == typeof(string) => message.Body.ToString(),
            _ when type == typeof(byte[]) => message.Body.ToArray(),
            _ when type == typeof(BinaryData) => message.Body,
            _ when type == typeof(QueueMessage) => message,
            _ => JsonSerializer.Deserialize(message.Body.ToMemory().Span, type, Json),
        };
    }
}
