using System.CommandLine;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Priors;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary><c>fit prior</c>: a model of the noised data, where truncated chains start.</summary>
public static class FitPriorCommand
{
    public static Command Create()
    {
        var defaults = new PriorSettings();
        var data = new DatasetArguments();
        var folder = new Option<string>("--out") { Description = "Folder for prior.onnx.", Required = true };
        var schedule = new Option<string>("--schedule") { Description = "Noise schedule of the table that is shown.", DefaultValueFactory = _ => "cosine" };
        var timesteps = new Option<int>("--timesteps") { Description = "Its steps.", DefaultValueFactory = _ => 1000 };
        var components = new Option<int>("--components") { Description = "Gaussians of each class.", DefaultValueFactory = _ => defaults.Components };
        var rank = new Option<int>("--rank") { Description = "Directions of each Gaussian that have a variance of their own.", DefaultValueFactory = _ => defaults.Rank };
        var seed = new Option<ulong>("--seed") { Description = "Where the parting into components starts.", DefaultValueFactory = _ => defaults.Seed };
        var holdOut = new Option<int>("--hold-out-every") { Description = "Every k-th picture is not fitted to, but measured; 0: none.", DefaultValueFactory = _ => 10 };
        var command = new Command("prior", "Fits Gaussians to each class, so that chains can start at any noise level.")
        {
            folder, schedule, timesteps, components, rank, seed, holdOut,
        };
        data.AddTo(command);
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var noise = NoiseSchedule.Create(result.GetValue(schedule)!, result.GetValue(timesteps));
            var images = data.Read(result);
            var parts = HeldOut.Split(images.Count, result.GetValue(holdOut));
            var settings = new PriorSettings(result.GetValue(components), result.GetValue(rank), result.GetValue(seed));
            var prior = ClassPrior.Fit(images, parts.Training, settings, label => Console.WriteLine($"{images.Classes[label]}: fitted"));

            var output = result.GetRequiredValue(folder);
            PriorFolder.Write(output, prior, images, settings, RecordedCommand.Of(result));
            var size = new FileInfo(Path.Combine(output, PriorFolder.ModelName)).Length;
            Console.WriteLine($"{PriorFolder.ModelName}: {size / 1e6:F2} MB, fitted to {parts.Training.Length} pictures.");
            if (parts.Test.Length > 0)
            {
                Show(PriorQuality.Measure(prior, images, parts.Test, noise), parts.Test.Length);
            }

            return 0;
        }));
        return command;
    }

    private static void Show(IReadOnlyList<PriorQuality> qualities, int images)
    {
        var table = new Table().AddColumns("t'/T", "alpha-bar", "prior", "N(0, I)", "exactly noise");
        foreach (var quality in qualities)
        {
            var noise = -0.5 * (Math.Log(2 * Math.PI * (1 - quality.AlphaBar)) + 1);
            table.AddRow($"{quality.Share:F1}", $"{quality.AlphaBar:F4}", $"{quality.Prior:F4}", $"{quality.Standard:F4}", $"{noise:F4}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"Nats a dimension of {images} noised pictures that were not fitted to; 'exactly noise': had each picture been known.");
    }
}
