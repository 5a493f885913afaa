namespace Diffusion.Trainer.Reports;

/// <summary>Hears how training goes.</summary>
public interface ITrainingReport
{
    void Metrics(StepMetrics metrics);
}
