namespace Diffusion.Trainer.Reports;

/// <summary>Tells several.</summary>
public sealed class SeveralReports(params ITrainingReport[] reports) : ITrainingReport
{
    public void Metrics(StepMetrics metrics)
    {
        foreach (var report in reports)
        {
            report.Metrics(metrics);
        }
    }

    public void Note(string text)
    {
        foreach (var report in reports)
        {
            report.Note(text);
        }
    }
}
