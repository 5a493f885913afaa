using System.CommandLine;
using Diffusion.Benchmarks.Samplers;
using Diffusion.Runtime;
using Spectre.Console;

namespace Diffusion.Benchmarks.Priors;

/// <summary>`bench priors`.</summary>
internal static class PriorsCommand
{
    public static Command Create(Option<DirectoryInfo> model, Option<int> threads)
    {
        var images = new Option<int>("--images") { Description = "Images a line.", DefaultValueFactory = _ => 320 };
        var lines = new Option<string>("--lines") { Description = "Only lines whose name (share-start, and -guided) holds this text; the whole chains always.", DefaultValueFactory = _ => "" };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the table goes.",
            DefaultValueFactory = _ => new DirectoryInfo(DefaultPaths.Output),
        };
        var command = new Command("priors", "What truncated chains lose, by what they start from. Lines are kept.") { model, threads, images, lines, output };
        command.SetAction(async (arguments, cancellation) =>
        {
            var opened = ModelFolder.Open(arguments.GetValue(model)!.FullName);
            var target = arguments.GetValue(output)!.FullName;
            RuntimeEnvironment.UseThreads(arguments.GetValue(threads));
            var device = Device.Select(DeviceChoice.Auto);
            Directory.CreateDirectory(target);
            var benchmark = new PriorsBenchmark(opened, arguments.GetValue(images), Path.Combine(target, "priors-cells", CellKey.Of(opened)));
            await benchmark.RunAsync([.. PriorCell.All.Where(cell => cell.Start == PriorStart.Whole || cell.Name.Contains(arguments.GetValue(lines)!))], device, Path.Combine(target, "priors.md"), cancellation);
            AnsiConsole.WriteLine($"table: {target}");
            return 0;
        });
        return command;
    }
}
