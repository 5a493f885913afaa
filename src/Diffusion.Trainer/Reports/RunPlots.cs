using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Reports;

/// <summary>The plots in a run's folder.</summary>
public static class RunPlots
{
    public const string Loss = "loss.png";
    public const string Quartiles = "loss-quartiles.png";
    public const string LearningRate = "rate.png";
    public const string Accuracy = "accuracy.png";

    /// <summary>Loss and learning rate over the steps, and the loss by noise level where there is noise.</summary>
    public static void Write(string run, TrainingSettings settings, IReadOnlyList<StepMetrics> metrics)
    {
        var title = $"{settings.Task} {settings.Preset}";
        Save(LossPlot.Draw(metrics, title), Loss);
        Save(LearningRatePlot.Draw(metrics, $"{title}: learning rate"), LearningRate);
        if (metrics.Any(line => line.LossQuartiles is not null))
        {
            Save(LossPlot.DrawQuartiles(metrics, $"{title}: loss by quarter of t, q0 the least noise"), Quartiles);
        }

        void Save(Picture picture, string name) => PngFile.Save(picture, Path.Combine(run, name));
    }

    /// <summary>Accuracy by noise level; nothing where there are not several levels.</summary>
    public static void WriteAccuracy(string run, IReadOnlyList<BandAccuracy> bands)
    {
        if (bands.Count > 1)
        {
            PngFile.Save(AccuracyPlot.Draw(bands, "accuracy by noise level"), Path.Combine(run, Accuracy));
        }
    }
}
