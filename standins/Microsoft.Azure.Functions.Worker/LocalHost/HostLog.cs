using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Executing '{Function}' ({Reason}, invocation {Invocation}).")]
    public static partial void Executing(this ILogger logger, string function, string reason, string invocation);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executed '{Function}' (succeeded, invocation {Invocation}, {Milliseconds:F0} ms).")]
    public static partial void Succeeded(this ILogger logger, string function, string invocation, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Executed '{Function}' (failed, invocation {Invocation}, {Milliseconds:F0} ms).")]
    public static partial void Failed(this ILogger logger, Exception error, string function, string invocation, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Function '{Function}': {Trigger}.")]
    public static partial void Found(this ILogger logger, string function, string trigger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Message} of '{Queue}' was received {Count} times and is moved to '{Poison}'.")]
    public static partial void Poisoned(this ILogger logger, string message, string queue, long count, string poison);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Message} of '{Queue}' is not base64, which host.json's messageEncoding calls for. It is moved to '{Poison}'.")]
    public static partial void NotBase64(this ILogger logger, string message, string queue, string poison);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of message {Message} of '{Queue}' was not renewed.")]
    public static partial void NotRenewed(this ILogger logger, Exception error, string message, string queue);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Message {Message} of '{Queue}' was already deleted or received by another.")]
    public static partial void Lost(this ILogger logger, string message, string queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Message} of '{Queue}' could not be completed. It becomes visible when its lease ends.")]
    public static partial void NotCompleted(this ILogger logger, Exception error, string message, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue '{Queue}' could not be read.")]
    public static partial void NotReceived(this ILogger logger, Exception error, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} invocations of '{Queue}' still ran after {Seconds} s of grace. Their messages become visible when their leases end.")]
    public static partial void Abandoned(this ILogger logger, int count, string queue, double seconds);
}
