using System.Globalization;
using System.Xml.Linq;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Samples;

namespace Diffusion.Trainer.Reports;

/// <summary><c>report.html</c> of a run: everything that its folder tells on one page, pictures included, so that it can be sent and kept.</summary>
public static class RunReport
{
    public const string Name = "report.html";

    /// <summary>Draws the plots and writes the page of the newest checkpoint.</summary>
    /// <exception cref="TrainerException">The folder has no checkpoint, or it is damaged.</exception>
    public static string Write(string run)
    {
        var checkpoint = new CheckpointFolder(run).Newest().Checkpoint;
        RunPlots.Write(run, checkpoint.Settings, new MetricsFile(Path.Combine(run, TrainingSession.MetricsName)).Read());
        RunPlots.WriteAccuracy(run, RunMeasurements.Accuracy(run).Read());
        return Write(run, checkpoint);
    }

    /// <summary>Writes the page of a checkpoint.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string run, Checkpoint checkpoint)
    {
        var path = Path.Combine(run, Name);
        File.WriteAllText(path, HtmlPage.Of(TitleOf(run, checkpoint.Settings), Sections(run, checkpoint)));
        return path;
    }

    private static string TitleOf(string run, TrainingSettings settings) =>
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))}: {settings.Task} {settings.Preset}".TrimEnd();

    private static IEnumerable<XElement?> Sections(string run, Checkpoint checkpoint)
    {
        var metrics = new MetricsFile(Path.Combine(run, TrainingSession.MetricsName)).Read();
        yield return HtmlPage.Section("Figures", HtmlPage.Table([], Figures(checkpoint, metrics.Count > 0 ? metrics[^1] : null)));
        yield return Samples(run);
        yield return HtmlPage.Section(
            "Training", Plot(run, RunPlots.Loss, "Loss over the steps"), Plot(run, RunPlots.Quartiles, "Loss by quarter of the noise levels, q0 the least noise"), Plot(run, RunPlots.LearningRate, "Learning rate over the steps"));
        yield return Accuracy(run);
        yield return Attributes(run);
        yield return Bits(run);
        yield return HtmlPage.Section("Command lines", HtmlPage.Lines(checkpoint.Commands));
        yield return HtmlPage.Section("Settings", HtmlPage.Table([], SettingsRows.Of(checkpoint.Settings)));
    }

    private static IEnumerable<IReadOnlyList<string>> Figures(Checkpoint checkpoint, StepMetrics? last)
    {
        var settings = checkpoint.Settings;
        yield return ["steps done", $"{checkpoint.Step:N0} of {settings.Steps:N0}"];
        yield return ["pictures seen", $"{(long)checkpoint.Step * settings.BatchSize:N0}"];
        yield return ["time in steps", TimeSpan.FromSeconds(checkpoint.Seconds).ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)];
        yield return ["pictures a second", $"{checkpoint.Step * settings.BatchSize / Math.Max(1e-9, checkpoint.Seconds):F1}"];
        if (last is not null)
        {
            yield return [$"loss before step {last.Step:N0}", $"{last.Loss:G5}"];
            if (last.LossQuartiles is { } quartiles)
            {
                yield return ["of these by quarter of the noise levels", string.Join(" · ", quartiles.Select(loss => loss is { } known ? $"{known:G4}" : "–"))];
            }

            yield return ["norm of the gradient", $"{last.GradientNorm:G4}"];
            yield return ["learning rate", $"{last.LearningRate:G4}"];
        }
    }

    private static XElement? Samples(string run) => new SampleSheetFolder(run).Newest is { } sheet
        ? HtmlPage.Section("Samples", HtmlPage.Picture(sheet.Path, $"Samples of the averaged weights at step {sheet.Step:N0}, a class in each row"))
        : null;

    private static XElement? Accuracy(string run) => RunMeasurements.Accuracy(run).Read() is { Count: > 0 } bands
        ? HtmlPage.Section(
            "Accuracy by noise level",
            Plot(run, RunPlots.Accuracy, "Accuracy on pictures that were kept away, over the timestep"),
            HtmlPage.Table(
                ["timesteps", "pictures", "accuracy"],
                bands.Select(band => new[] { $"{band.FirstTimestep}–{band.LastTimestep}", $"{band.Images:N0}", $"{100 * band.Accuracy:F1} %" })))
        : null;

    private static XElement? Attributes(string run) => RunMeasurements.AttributeErrors(run).Read() is { Count: > 0 } errors
        ? HtmlPage.Section(
            "Attributes of pictures that were kept away",
            HtmlPage.Table(
                ["attribute", "pictures", "root mean square error", "standard deviation", "explained"],
                errors.Select(error => new[] { error.Name, $"{error.Pictures:N0}", $"{error.RootMeanSquare:F3}", $"{error.Deviation:F3}", $"{100 * error.Explained:F1} %" })))
        : null;

    private static XElement? Bits(string run) => BitsPerDimensionFile.Read(run) is { } measured
        ? HtmlPage.Section(
            "Bits per dimension",
            HtmlPage.Table(
                [],
                [
                    ["total", $"{measured.Total:F4} ± {measured.StandardError:F4}"],
                    ["of which before the first step", $"{measured.Prior:F6}"],
                    ["pictures", $"{measured.Images:N0}"],
                    ["timesteps", $"{measured.Timesteps.Count:N0}"],
                    ["at step", $"{measured.Step:N0}"],
                ]),
            Plot(run, BitsPerDimensionFile.PlotName, "Terms of the bound over the timestep"))
        : null;

    private static XElement? Plot(string run, string name, string caption) =>
        File.Exists(Path.Combine(run, name)) ? HtmlPage.Picture(Path.Combine(run, name), caption) : null;
}
