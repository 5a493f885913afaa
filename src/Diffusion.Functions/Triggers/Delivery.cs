using System.Globalization;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>What the host says about the message of this invocation. Its values are texts or JSON texts, by version and host.</summary>
internal static class Delivery
{
    public static QueueDelivery Of(FunctionContext context, string queue, string message)
    {
        var attempt = int.TryParse(Value(context, "DequeueCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1;
        DateTimeOffset? inserted = DateTimeOffset.TryParse(Value(context, "InsertionTime"), CultureInfo.InvariantCulture, out var time) ? time : null;
        return new QueueDelivery(queue, message, QueueMessageId.Of(context), attempt, inserted);
    }

    private static string? Value(FunctionContext context, string name) =>
        context.BindingContext.BindingData.TryGetValue(name, out var value) ? value?.ToString()?.Trim('"') : null;
}
