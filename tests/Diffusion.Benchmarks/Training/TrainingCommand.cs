using System.CommandLine;

namespace Diffusion.Benchmarks.Training;

/// <summary>`bench training`.</summary>
internal static class TrainingCommand
{
    public static Command Create()
    {
        var soak = new Option<bool>("--soak") { Description = "10,000 steps in place of 2,000 for the memory." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the table goes.",
            DefaultValueFactory = _ => new DirectoryInfo(DefaultPaths.Output),
        };
        var command = new Command("training", "Images a second, where a step's time goes, what it allocates, and memory over many steps.") { soak, output };
        command.SetAction((arguments, stop) =>
        {
            var target = arguments.GetValue(output)!.FullName;
            var runs = Path.Combine(target, "training-runs");
            if (Directory.Exists(runs))
            {
                Directory.Delete(runs, recursive: true);
            }

            Directory.CreateDirectory(runs);
            return Task.FromResult(new TrainingBenchmark(runs, arguments.GetValue(soak) ? 10_000 : 2_000).Run(Path.Combine(target, "training.md"), stop));
        });
        return command;
    }
}
