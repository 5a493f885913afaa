using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion download: a job's folder, as it is in the container.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var output = new Option<DirectoryInfo>("--out") { Description = "The folder to write to.", Required = true };
        var command = new Command("download", "Copies a job's images, manifests and contact sheet to a folder.") { id, output };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var folder = parsed.GetRequiredValue(output).FullName;
            var files = await services.GetRequiredService<JobDownload>().RunAsync(parsed.GetRequiredValue(id), folder, cancellation);
            AnsiConsole.WriteLine($"{files} files in {folder}");
            return 0;
        }));
        return command;
    }
}
