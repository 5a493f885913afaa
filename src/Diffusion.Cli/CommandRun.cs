using System.CommandLine;
using Azure;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
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
        catch (Exception exception) when (exception is CommandException or ModelException or DeviceException or SamplingException
            or JobStateException or InvalidOperationException or IOException or RequestFailedException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return 1;
        }
    }
}

/// <summary>Something that the user can put right.</summary>
internal sealed class CommandException(string message) : Exception(message);
