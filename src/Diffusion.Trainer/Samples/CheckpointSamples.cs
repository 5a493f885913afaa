using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Samples;

/// <summary>Draws a sheet of samples at a checkpoint where one is due. What goes wrong there is said, and training goes on.</summary>
/// <param name="run">The run's folder.</param>
/// <param name="report">Is told.</param>
public sealed class CheckpointSamples(string run, ITrainingReport report)
{
    /// <param name="checkpoint">The newest in the folder.</param>
    /// <param name="stop">Gives the sheet up.</param>
    public void Draw(Checkpoint checkpoint, CancellationToken stop)
    {
        var sheets = new SampleSheetFolder(run);
        var settings = checkpoint.Settings;
        if (stop.IsCancellationRequested || !sheets.IsDue(checkpoint.Step, settings.SamplesEvery, settings.Steps))
        {
            return;
        }

        try
        {
            report.Note($"samples of step {checkpoint.Step}: {sheets.Save(checkpoint.Step, new SampleSheet(run).Draw(stop))}");
        }
        catch (OperationCanceledException)
        {
            // The checkpoint is there; the run ends after it.
        }
        catch (Exception error)
        {
            report.Note($"no samples of step {checkpoint.Step}: {error.Message}");
        }
    }
}
