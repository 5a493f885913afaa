using System.CommandLine;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion models list: the models of this machine, each with its files' hashes checked.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var list = new Command("list", "Lists the models that jobs may name.");
        list.SetAction((parsed, _) => CommandRun.With(parsed, services => Task.FromResult(List(services.GetRequiredService<ModelSource>()))));
        return new Command("models", "The models of this machine.") { list };
    }

    private static int List(ModelSource models)
    {
        var table = new Table().AddColumns("model", "version", "image", "classes", "timesteps", "guidance", "content");
        var wrong = 0;
        foreach (var name in models.Names)
        {
            try
            {
                var folder = models.Folder(name);
                string?[] guidance = [folder.ClassifierGradientPath is null ? null : "classifier", folder.Card.NullClass is null ? null : "classifierFree"];
                table.AddRow(
                    new Text(name),
                    new Text(folder.Card.Version),
                    new Text($"{folder.Card.ImageSize}×{folder.Card.ImageSize}×{folder.Card.Channels}"),
                    new Text(string.Join(", ", folder.Card.Classes.Take(12))),
                    new Text($"{folder.Settings.Schedule.Timesteps} {folder.Settings.Schedule.Name}"),
                    new Text(string.Join(", ", guidance.OfType<string>())),
                    new Text(folder.Hash[..12]));
            }
            catch (ModelException exception)
            {
                wrong++;
                AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            }
        }

        AnsiConsole.Write(table);
        return wrong == 0 ? 0 : 1;
    }
}
