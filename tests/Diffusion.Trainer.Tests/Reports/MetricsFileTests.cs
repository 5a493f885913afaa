using Diffusion.Trainer.Reports;

namespace Diffusion.Trainer.Tests.Reports;

public sealed class MetricsFileTests
{
    [Fact]
    public void Read_LineCutByAKill_IsLeftOutAndMadeAgain()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "metrics.jsonl");
        var file = new MetricsFile(path);
        file.Metrics(new StepMetrics(25, 100, 0.25, 1, 1e-3, 50, 25));
        File.AppendAllText(path, "{\"step\":50,\"lo");

        Assert.Equal([25], file.Read().Select(line => line.Step));
        file.KeepUntil(25);
        Assert.EndsWith("}\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void KeepUntil_Step_DropsLaterLines()
    {
        using var folder = new TemporaryFolder();
        var file = new MetricsFile(Path.Combine(folder.Path, "metrics.jsonl"));
        foreach (var step in new[] { 10, 20, 30 })
        {
            file.Metrics(new StepMetrics(step, 100, 0.5, 1, 1e-3, 50, step));
        }

        file.KeepUntil(20);
        file.Metrics(new StepMetrics(25, 100, 0.25, 1, 1e-3, 50, 25));
        Assert.Equal([10, 20, 25], file.Read().Select(line => line.Step));
        Assert.Equal(0.25, file.Read()[^1].Loss);
    }

    [Fact]
    public void Metrics_LineReport_ShowsLossSpeedAndTimeLeft()
    {
        using var output = new StringWriter();
        new LineReport(output).Metrics(new StepMetrics(50, 200, 0.1234, 1.5, 1e-3, 64.2, 100, DataWait: 0.0312));
        Assert.Contains("step 50/200  loss 0.1234", output.ToString());
        Assert.Contains("64.2 images/s  data wait 3.1 %  left 0.00:05:00", output.ToString());
    }
}
