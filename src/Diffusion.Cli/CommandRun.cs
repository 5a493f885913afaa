using System.CommandLine;
using System.Text.Json;
using Azure;
using Azure.Identity;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>Runs a command: expected errors become one message and exit status 1, not a stack trace.</summary>
internal static class CommandRun
{
    /// <summary>For every command.</summary>
    public static Option<string?> Models { get; } = new("--models") { Description = "The folder of model folders.", Recursive = true };

    public static async Task<int> With(ParseResult parsed, Func<IServiceProvider, Task<int>> run)
    {
        try
        {
            await using var services = CommandServices.Create(parsed.GetValue(Models));
            return await run(services);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{Message(exception)}[/]");
            return 1;
        }
    }

    // What a user's file, model, setting or connection can cause. Anything else is a mistake in here, and its stack trace is wanted.
    private static bool IsExpected(Exception exception) => exception is CommandException or ModelException or DeviceException or SamplingException
        or ImageException or JobStateException or InvalidOperationException or OptionsValidationException
        or IOException or UnauthorizedAccessException or InvalidDataException or JsonException
        or RequestFailedException or AuthenticationFailedException or FormatException
        || (exception is AggregateException { InnerExceptions: var all } && all.All(IsExpected));

    // The storage client appends headers and a body to its first line, and wraps the attempts that it has made.
    private static string Message(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Message(last),
        RequestFailedException => exception.Message.Split('\n')[0].Trim(),
        _ => exception.Message,
    };
}

/// <summary>Something that the user can put right.</summary>
internal sealed class CommandException(string message) : Exception(message);
