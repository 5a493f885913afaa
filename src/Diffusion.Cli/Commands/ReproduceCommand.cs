using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion reproduce: makes an image again from its own metadata.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("image.png") { Description = "An image that a job has made." };
        var output = new Option<FileInfo?>("--out") { Description = "Keep the image that is made." };
        var start = new Option<FileInfo?>("--start-image") { Description = "The PNG that the image's chain started from, where it started from one." };
        var command = new Command("reproduce", "Makes an image again from its own metadata and compares it. Exit status 1: it differs where it must not.") { file, output, start };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var path = parsed.GetRequiredValue(file).FullName;
            var result = await services.GetRequiredService<Reproduction>().RunAsync(
                await File.ReadAllBytesAsync(path, cancellation),
                parsed.GetValue(start) is { } started ? await File.ReadAllBytesAsync(started.FullName, cancellation) : null,
                cancellation);
            if (parsed.GetValue(output) is { } kept)
            {
                await File.WriteAllBytesAsync(kept.FullName, result.File, cancellation);
            }

            foreach (var line in result.Describe())
            {
                AnsiConsole.WriteLine(line);
            }

            return result.IsAsItMustBe ? 0 : 1;
        }));
        return command;
    }
}
