using System.CommandLine;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion models: those of this machine, and those of the container that the service takes them from.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "The models of this machine, and of the container with versions.") { CreateList(), CreatePush(), CreateRollback() };

    private static Command CreateList()
    {
        var stored = new Option<bool>("--stored") { Description = "The container's models and their versions, in place of this machine's." };
        var list = new Command("list", "Lists the models that jobs may name.") { stored };
        list.SetAction((parsed, _) => CommandRun.With(parsed, services => Task.FromResult(parsed.GetValue(stored)
            ? ListStored(services.GetRequiredService<ModelStore>())
            : ListLocal(services.GetRequiredService<FolderModels>()))));
        return list;
    }

    private static Command CreatePush()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "A model's folder, as the trainer's export has written it." };
        var keep = new Option<bool>("--keep-current") { Description = "Only copy: new jobs get the version in use until the next push without this." };
        var push = new Command("push", "Copies a model to the container as a version of its own, and puts it to use.") { folder, keep };
        push.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var model = ModelFolder.Open(parsed.GetRequiredValue(folder).FullName);
            var store = services.GetRequiredService<ModelStore>();
            var copied = await store.PushAsync(model, use: !parsed.GetValue(keep), cancellation);
            AnsiConsole.WriteLine($"{model.Card.Name} {model.Card.Version} ({model.Hash[..12]}): {copied} files copied to {store.Address}");
            AnsiConsole.WriteLine(parsed.GetValue(keep) ? "The version in use is as before." : "New jobs get this version.");
            return 0;
        }));
        return push;
    }

    private static Command CreateRollback()
    {
        var name = new Argument<string>("name") { Description = "The model." };
        var to = new Option<string?>("--to") { Description = "The beginning of the version's content hash, or its version. Left out: the one before." };
        var rollback = new Command("rollback", "Puts an earlier version of a model to use again. Jobs that are planned keep theirs.") { name, to };
        rollback.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var pointer = await services.GetRequiredService<ModelStore>().RollBackAsync(parsed.GetRequiredValue(name), parsed.GetValue(to), cancellation);
            AnsiConsole.WriteLine($"New jobs get {parsed.GetRequiredValue(name)} {pointer.Current.Version} ({pointer.Current.Hash[..12]}).");
            return 0;
        }));
        return rollback;
    }

    private static int ListStored(ModelStore store)
    {
        var table = new Table().AddColumns("model", "version", "content", "since", "state");
        foreach (var name in store.Names())
        {
            var pointer = store.TryReadPointer(name)!;
            AddVersion(table, name, pointer.Current, "in use");
            foreach (var earlier in pointer.Earlier)
            {
                AddVersion(table, name, earlier, "earlier");
            }
        }

        AnsiConsole.WriteLine(store.Address.ToString());
        AnsiConsole.Write(table);
        return 0;
    }

    private static void AddVersion(Table table, string name, StoredVersion version, string state) => table.AddRow(
        new Text(name), new Text(version.Version), new Text(version.Hash[..12]), new Text($"{version.Since:yyyy-MM-dd HH:mm:ss}Z"), new Text(state));

    private static int ListLocal(FolderModels models)
    {
        var table = new Table().AddColumns("model", "version", "image", "classes", "timesteps", "guidance", "content");
        var wrong = 0;
        foreach (var name in models.Names)
        {
            try
            {
                var folder = models.Current(name);
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
