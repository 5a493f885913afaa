using System.CommandLine;
using Diffusion.Runtime;
using Diffusion.Trainer.Evaluation.Attributes;
using Diffusion.Trainer.Evaluation.Features;
using Diffusion.Trainer.Evaluation.Images;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary><c>evaluate images</c>: generated pictures against real ones.</summary>
public static class EvaluateImagesCommand
{
    private const string DefaultModel = "models/shapes32";

    public static Command Create()
    {
        const string Sources = "a folder per class, a folder of pictures, a downloaded job, or guided-diffusion's .npz";
        var images = new Option<string>("--images") { Description = $"What is measured: {Sources}.", Required = true };
        var reference = new Option<string>("--reference") { Description = $"Real pictures: {Sources}, which may have mu and sigma as well or alone.", Required = true };
        var model = new Option<string?>("--model") { Description = $"Model whose judge tells classes and whose attributes are told, and whose features are compared unless --features names others; {DefaultModel} where neither is named." };
        var count = new Option<int?>("--count") { Description = "Pictures at most; and twice as many real ones." };
        var device = new Option<DeviceChoice>("--device") { Description = "auto, cpu or cuda." };
        var output = new Option<string?>("--out") { Description = "JSON file for the figures." };
        var features = new FeatureOptions();
        var command = new Command("images", "Class agreement, Fréchet distance, precision and recall of generated pictures, and how their attributes are spread.") { images, reference, model, count, device, output };
        features.AddTo(command);
        command.SetAction((result, stop) => Task.FromResult(CommandErrors.Catch(() =>
        {
            if (result.GetValue(count) is < 4)
            {
                throw new TrainerException($"--count is {result.GetValue(count)}. Set it to 4 or more.");
            }

            var file = result.GetValue(features.File);
            var folder = result.GetValue(model) ?? (file is null ? DefaultModel : null);
            var opened = folder is null ? null : ModelFolder.Open(folder);
            var where = Device.Select(result.GetValue(device));
            using var judge = opened is null ? null : FeatureNetwork.OpenJudge(opened, where);
            using var network = file is null ? null : FeatureNetwork.Open(file, features.Describe(result), where);
            using var attributes = opened is null ? null : FeatureNetwork.OpenAttributes(opened, where);
            var measured = new ImageEvaluator(network ?? judge!, judge, opened?.Card.Classes ?? [], attributes, opened?.Card.Attributes).Measure(
                EvaluatedImages.Open(result.GetRequiredValue(images)), result.GetRequiredValue(reference), result.GetValue(count), Progress(), stop);
            Show(measured);
            if (result.GetValue(output) is { } path)
            {
                measured.Write(path);
            }

            return 0;
        })));
        return command;
    }

    /// <summary>On a terminal one line that changes, elsewhere nothing.</summary>
    private static Action<string> Progress() => text =>
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Write($"\r{text,-100}");
        }
    };

    private static void Show(ImageEvaluation measured)
    {
        Console.WriteLine();
        if (measured is { Generated: { } generated, Real: { } real })
        {
            var table = new Table().AddColumns("", "pictures of each", "Fréchet distance", "precision", "recall");
            Add("generated against real", generated);
            Add("real against real", real);
            AnsiConsole.Write(table);
            if (measured.Attributes is { } told)
            {
                AnsiConsole.Write(AttributeFiguresTable.Create(told));
            }

            void Add(string name, ImageFigures figures) => table.AddRow(
                name,
                $"{figures.Images}",
                figures.FrechetMargin is { } margin ? $"{figures.Frechet:F3} ± {margin:F3}" : $"{figures.Frechet:F3}",
                $"{figures.Precision:F3}",
                $"{figures.Recall:F3}");
        }

        Console.WriteLine($"In {measured.Features} features of {measured.FeatureNetwork}.");
        Write(measured.FrechetOfAll, $"Fréchet distance of all {measured.ImageCount} pictures to all {measured.ReferenceCount} real ones: ", "F3");
        Write(measured.FrechetToStatistics, $"Fréchet distance of all {measured.ImageCount} pictures to the reference's {measured.Statistics}: ", "F3");
        Write(measured.Agreement?.Share, $"Class agreement of {measured.Agreement?.Images} pictures: ", "P2");
        Write(measured.ReferenceAgreement?.Share, $"Class agreement of {measured.ReferenceAgreement?.Images} real ones: ", "P2");
        foreach (var note in measured.Notes)
        {
            Console.WriteLine(note);
        }
    }

    private static void Write(double? figure, string text, string format)
    {
        if (figure is { } value)
        {
            Console.WriteLine(text + value.ToString(format));
        }
    }
}
