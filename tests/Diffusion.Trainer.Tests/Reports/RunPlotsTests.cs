using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Reports;

public sealed class RunPlotsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Train_UnetRun_HasPlotsAndQuartilesInItsMetrics()
    {
        TestRuns.Train(folder.Path, TestRuns.Unet(images) with { Steps = 8, LogEvery = 4 }, images);
        Assert.All([RunPlots.Loss, RunPlots.LearningRate, RunPlots.Quartiles], name => Assert.True(File.Exists(Path.Combine(folder.Path, name)), name));

        var metrics = new MetricsFile(Path.Combine(folder.Path, TrainingSession.MetricsName)).Read();
        Assert.All(metrics, line => Assert.Equal(LossQuartiles.Count, line.LossQuartiles!.Count));

        // The mean of all is a mean of the quarters' means.
        Assert.All(metrics, line => Assert.InRange(line.Loss, line.LossQuartiles!.Min()!.Value - 1e-6, line.LossQuartiles!.Max()!.Value + 1e-6));
    }

    [Fact]
    public void Evaluate_Classifier_HasAPlotOfAccuracy()
    {
        using var session = TrainingSession.Start(folder.Path, TestRuns.Classifier(images), images, "a");
        TestRuns.Train(session);
        session.Evaluate();
        Assert.True(File.Exists(Path.Combine(folder.Path, RunPlots.Accuracy)));
    }

    [Fact]
    public void Train_Judge_HasNoQuartiles()
    {
        using var session = TrainingSession.Start(folder.Path, TestRuns.Classifier(images) with { Task = TrainingTask.Judge }, images, "a");
        TestRuns.Train(session);
        session.Evaluate();
        Assert.False(File.Exists(Path.Combine(folder.Path, RunPlots.Quartiles)));
        Assert.False(File.Exists(Path.Combine(folder.Path, RunPlots.Accuracy)));
        Assert.DoesNotContain("lossQuartiles", File.ReadAllText(Path.Combine(folder.Path, TrainingSession.MetricsName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_AccuracyFallsWithNoise_SoDoesTheCurve()
    {
        BandAccuracy[] bands = [new(0, 99, 50, 50), new(400, 499, 50, 25), new(900, 999, 50, 5)];
        var picture = AccuracyPlot.Draw(bands, "accuracy");
        Assert.True(FirstRow(picture, 120) < FirstRow(picture, 400));
        Assert.True(FirstRow(picture, 400) < FirstRow(picture, 720));
    }

    public void Dispose() => folder.Dispose();

    private static int FirstRow(Picture picture, int column) =>
        Enumerable.Range(0, picture.Height).First(row => picture.At(column, row) == PlotSeries.Colours[0]);
}
