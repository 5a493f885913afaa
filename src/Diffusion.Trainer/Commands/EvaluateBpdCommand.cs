using System.CommandLine;
using Diffusion.Sampling;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary><c>evaluate bpd</c>: the variational bound of pictures in bits per dimension, as a table, a file and a plot in the run's folder.</summary>
public static class EvaluateBpdCommand
{
    private const int Bands = 10;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The UNet's run.", Required = true };
        var data = new DatasetArguments("Pictures, best such as it was not trained with.");
        var steps = new Option<string>("--steps") { Description = "Timesteps of the chain, as a job's steps, but whole ones; empty: all.", DefaultValueFactory = _ => "" };
        var count = new Option<int>("--images") { Description = "Pictures, spread evenly over the data set.", DefaultValueFactory = _ => 64 };
        var seed = new Option<ulong>("--seed") { Description = "The noise follows from it." };
        var device = new Option<string>("--device") { Description = $"Where to measure: {string.Join(", ", TrainingDevice.Table.Names)} (CUDA where it can be used).", DefaultValueFactory = _ => TrainingDevice.Auto };
        var output = new Option<string?>("--out") { Description = "JSON file for the figures, beside the one in the run's folder." };
        var command = new Command("bpd", "Measures the variational bound in bits per dimension.") { run, steps, count, seed, device, output };
        data.AddTo(command);
        command.SetAction((result, stop) => Task.FromResult(CommandErrors.Catch(() =>
        {
            var folder = result.GetRequiredValue(run);
            var trained = TrainedNetwork.Load(folder, TrainingTask.Unet);
            if (trained.Settings.LowResolution is not null)
            {
                throw new TrainerException($"'{folder}' has trained a super-resolution UNet, whose bound is conditional on small pictures. Name a UNet that makes pictures from nothing.");
            }

            var images = data.ReadFor(result, folder, trained.Settings);
            var kept = Kept(trained.Settings, result.GetValue(steps)!);
            var wanted = result.GetValue(count);
            if (wanted < 1 || wanted > images.Count)
            {
                throw new TrainerException($"--images is {wanted}, but the data set has {images.Count} pictures. Set it from 1 to {images.Count}.");
            }

            var measured = new UnetEvaluation(trained, images, kept, result.GetValue(seed), TrainingDevice.Of(result.GetValue(device)!))
                .Measure(wanted, done => Console.WriteLine($"{done}/{wanted} pictures"), stop);
            measured.Write(folder);
            PngFile.Save(Plot(measured), Path.Combine(folder, BitsPerDimensionFile.PlotName));
            RunReport.Write(folder);
            if (result.GetValue(output) is { } path)
            {
                measured.WriteFile(path);
            }

            Show(measured);
            return 0;
        })));
        return command;
    }

    private static IReadOnlyList<int> Kept(TrainingSettings settings, string steps)
    {
        var kept = TimestepSpacing.Space(settings.Timesteps, steps);
        var tellsOfSingleSteps = SamplingChoices.Predictions.Find(settings.Prediction) == PredictionKind.PreviousX
            || SamplingChoices.Variances.Find(settings.Variance) == VarianceKind.Learned;
        return kept.Count == settings.Timesteps || !tellsOfSingleSteps
            ? kept
            : throw new TrainerException(
                $"--steps keeps {kept.Count} of {settings.Timesteps} timesteps, but a UNet of prediction {settings.Prediction} and variance {settings.Variance} tells of single steps of the whole chain. Leave --steps out.");
    }

    private static void Show(BitsPerDimensionFile measured)
    {
        var table = new Table().AddColumns("timesteps", "bits per dimension", "error of x0", "error of epsilon");
        table.AddRow("(prior)", $"{measured.Prior:F6}", "", "");
        var bands = Math.Min(Bands, measured.Timesteps.Count);
        for (var band = bands - 1; band >= 0; band--)
        {
            var places = (band * measured.Timesteps.Count / bands)..((band + 1) * measured.Timesteps.Count / bands);
            table.AddRow(
                $"{measured.Timesteps[places.Start.Value]}-{measured.Timesteps[places.End.Value - 1]}",
                $"{measured.Bound.Take(places).Sum():F6}",
                $"{measured.X0Error.Take(places).Average():F6}",
                $"{measured.EpsError.Take(places).Average():F6}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine(
            $"{measured.Total:F4} ± {measured.StandardError:F4} bits per dimension over {measured.Images} pictures and {measured.Timesteps.Count} timesteps, " +
            $"of which {measured.Bound[0]:F4} for the pixels given x at the first.");
    }

    private static Picture Plot(BitsPerDimensionFile measured) => LinePlot.Draw(
        "terms of the bound",
        new PlotAxis("timestep", Lowest: 0),
        new PlotAxis("bits/dim", IsLogarithmic: true),
        [new PlotSeries("", [.. measured.Timesteps.Zip(measured.Bound, (t, bits) => ((double)t, Math.Max(1e-9, bits)))], PlotSeries.Colours[0])]);
}
