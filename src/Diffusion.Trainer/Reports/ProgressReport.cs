using Spectre.Console;

namespace Diffusion.Trainer.Reports;

/// <summary>A progress bar with loss, speed and time left.</summary>
public sealed class ProgressReport(IAnsiConsole console, ProgressTask bar) : ITrainingReport
{
    public void Metrics(StepMetrics metrics)
    {
        bar.MaxValue = metrics.Steps;
        bar.Value = metrics.Step;
        bar.Description =
            $"step {metrics.Step}/{metrics.Steps}  loss {metrics.Loss:F4}  {metrics.ImagesPerSecond:F1} images/s  data wait {100 * metrics.DataWait:F1} %  left {TimeLeft.Of(metrics):d\\.hh\\:mm\\:ss}";
    }

    public void Note(string text) => console.MarkupLineInterpolated($"{text}");

    /// <summary>Shows a bar on a terminal, plain lines elsewhere, while <paramref name="train"/> runs.</summary>
    public static void Show(IAnsiConsole console, Action<ITrainingReport> train)
    {
        if (!console.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            train(new LineReport(Console.Out));
            return;
        }

        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => train(new ProgressReport(console, context.AddTask("starting"))));
    }
}
