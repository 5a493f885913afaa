using Spectre.Console;

namespace Diffusion.Trainer.Evaluation;

/// <summary>Accuracy by noise level on the console.</summary>
public static class AccuracyTable
{
    public static Table Create(IReadOnlyList<BandAccuracy> bands)
    {
        var table = new Table().AddColumns("timesteps", "images", "accuracy");
        foreach (var band in bands)
        {
            table.AddRow($"{band.FirstTimestep}-{band.LastTimestep}", $"{band.Images}", $"{100 * band.Accuracy:F1} %");
        }

        return table;
    }
}
