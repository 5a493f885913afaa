namespace Diffusion.Trainer.Reports;

/// <summary>Hears how training goes.</summary>
public interface ITrainingReport
{
    void Metrics(StepMetrics metrics);

    /// <summary>Something happened that is worth a line.</summary>
    void Note(string text)
    {
        // Worth a line only where there are lines.
    }
}
