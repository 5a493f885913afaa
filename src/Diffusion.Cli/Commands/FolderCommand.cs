using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion folder: data sets and runs, to and from a container.</summary>
internal static class FolderCommand
{
    public static Command Create() => new("folder", "Copies folders to and from a container: data sets and runs of trainings.") { CreatePush(), CreatePull() };

    private static Command CreatePush()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder." };
        var (container, prefix) = Place();
        var push = new Command("push", "Copies what is new or changed to the container.") { folder, container, prefix };
        push.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var copied = await services.GetRequiredService<BlobFolder>().PushAsync(
                parsed.GetRequiredValue(folder).FullName, parsed.GetRequiredValue(container), parsed.GetRequiredValue(prefix).Trim('/'), cancellation);
            AnsiConsole.WriteLine($"{copied} files copied");
            return 0;
        }));
        return push;
    }

    private static Command CreatePull()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder." };
        var (container, prefix) = Place();
        var pull = new Command("pull", "Copies what is new or changed from the container.") { container, prefix, folder };
        pull.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var copied = await services.GetRequiredService<BlobFolder>().PullAsync(
                parsed.GetRequiredValue(container), parsed.GetRequiredValue(prefix).Trim('/'), parsed.GetRequiredValue(folder).FullName, cancellation);
            AnsiConsole.WriteLine($"{copied} files copied");
            return 0;
        }));
        return pull;
    }

    private static (Argument<string> Container, Argument<string> Prefix) Place() =>
        (new("container") { Description = "The container." }, new("prefix") { Description = "Where in it, such as data/shapes." });
}
