namespace Diffusion.Trainer.Reports;

/// <summary>How long the rest takes at the mean speed so far.</summary>
public static class TimeLeft
{
    public static TimeSpan Of(StepMetrics metrics) =>
        TimeSpan.FromSeconds(metrics.Seconds / Math.Max(1, metrics.Step) * (metrics.Steps - metrics.Step));
}
