namespace Diffusion.Trainer.Reports;

/// <summary>Plain lines, for logs and redirected output.</summary>
public sealed class LineReport(TextWriter output) : ITrainingReport
{
    public void Metrics(StepMetrics metrics)
    {
        output.WriteLine(
            $"step {metrics.Step}/{metrics.Steps}  loss {metrics.Loss:F4}  gradient {metrics.GradientNorm:F3}  " +
            $"rate {metrics.LearningRate:E2}  {metrics.ImagesPerSecond:F1} images/s  data wait {100 * metrics.DataWait:F1} %  left {TimeLeft.Of(metrics):d\\.hh\\:mm\\:ss}");
        output.Flush();
    }

    public void Note(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }
}
