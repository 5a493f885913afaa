using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Pictures;

/// <summary>A classifier's accuracy over the noise level: each band of timesteps at its middle, in percent.</summary>
public static class AccuracyPlot
{
    /// <param name="bands">In the order of their timesteps.</param>
    /// <param name="title">Shown above.</param>
    public static Picture Draw(IReadOnlyList<BandAccuracy> bands, string title) => LinePlot.Draw(
        title,
        new PlotAxis("timestep", Lowest: 0),
        new PlotAxis("%", Lowest: 0, Highest: 100),
        [new PlotSeries("", [.. bands.Select(band => ((band.FirstTimestep + band.LastTimestep) / 2.0, 100 * band.Accuracy))], PlotSeries.Colours[0], HasMarks: true)]);
}
