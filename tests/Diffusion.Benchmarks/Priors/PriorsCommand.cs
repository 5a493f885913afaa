using System.CommandLine;
using Diffusion.Runtime;
using Spectre.Console;

namespace Diffusion.Benchmarks.Priors;

/// <summary>`bench priors`.</summary>
internal static class PriorsCommand
{
    public static Command Create(Option<DirectoryInfo> model)
    {
        var images = new Option<int>("--images") { Description = "Images a line.", DefaultValueFactory = _ => 320 };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the table goes.",
            DefaultValueFactory = _ => new DirectoryInfo(DefaultPaths.Output),
        };
        var command = new Command("priors", "What truncated chains lose, by what they start from. Lines are kept.") { model, images, output };
        command.SetAction(async (arguments, cancellation) =>
        {
            var opened = ModelFolder.Open(arguments.GetValue(model)!.FullName);
            var target = arguments.GetValue(output)!.FullName;
            var device = Device.Select(DeviceChoice.Auto);
            Directory.CreateDirectory(target);
            var benchmark = new PriorsBenchmark(opened, arguments.GetValue(images), Path.Combine(target, "priors-cells", opened.Hash[..12]));
            await benchmark.RunAsync(device, Path.Combine(target, "priors.md"), cancellation);
            AnsiConsole.WriteLine($"table: {target}");
            return 0;
        });
        return command;
    }
}
