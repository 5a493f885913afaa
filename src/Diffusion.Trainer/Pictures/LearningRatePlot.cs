using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Pictures;

/// <summary>The learning rate over the steps.</summary>
public static class LearningRatePlot
{
    /// <param name="metrics">In the order of their steps.</param>
    /// <param name="title">Shown above.</param>
    public static Picture Draw(IReadOnlyList<StepMetrics> metrics, string title) => LinePlot.Draw(
        title,
        new PlotAxis("step", Lowest: 0),
        new PlotAxis("rate", Lowest: 0),
        [new PlotSeries("", [.. metrics.Select(line => ((double)line.Step, line.LearningRate))], PlotSeries.Colours[0])]);
}
