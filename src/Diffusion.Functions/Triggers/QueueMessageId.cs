using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions;

/// <summary>The id that the storage service gave to the message of this invocation.</summary>
internal static class QueueMessageId
{
    public static string Of(FunctionContext context) =>
        context.BindingContext.BindingData.TryGetValue("Id", out var id) && id?.ToString()?.Trim('"') is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException("The invocation has no message id. Only queue messages can start this function.");
}
