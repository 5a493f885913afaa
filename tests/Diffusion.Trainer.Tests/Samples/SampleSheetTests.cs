using Diffusion.Runtime;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Samples;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Samples;

public sealed class SampleSheetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private TrainingSettings Settings => TestRuns.Unet(images) with { Replicas = 1, Steps = 4, LogEvery = 2, CheckpointEvery = 2, SamplesEvery = 2 };

    [Fact]
    public void Train_SamplesEveryTwoSteps_HasSheetsThatTheRuntimeMade()
    {
        Train(Settings);
        var sheets = Directory.GetFiles(Path.Combine(folder.Path, "samples")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["step-00000002.png", "step-00000004.png"], sheets.Select(sheet => Path.GetFileName(sheet)));

        // Two rows of eight pictures of 8 × 8, each pixel eight large; other weights make other pictures.
        var (first, second) = (PngFile.Load(sheets[0]), PngFile.Load(sheets[1]));
        Assert.Equal(4 + (2 * 68), first.Height);
        Assert.NotEqual(first.Pixels, second.Pixels);

        // The same checkpoint makes the same sheet.
        Assert.Equal(second.Pixels, new SampleSheet(folder.Path).Draw(CancellationToken.None).Pixels);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, ".*"));
    }

    [Fact]
    public void Train_ChainsOfAllTimestepsAlone_HasSheetsToo()
    {
        var settings = Settings with { Steps = 2, Timesteps = 30, Variance = "learned" };
        Train(settings with { Unet = settings.Unet! with { OutChannels = 6 } });
        Assert.Equal(2, new SampleSheetFolder(folder.Path).Newest?.Step);
    }

    [Fact]
    public void Train_SheetCannotBeMade_GoesOnAndSaysSo()
    {
        File.WriteAllText(Path.Combine(folder.Path, ".model-of-samples"), "in the way");
        var report = new NotesReport();
        using var session = TrainingSession.Start(folder.Path, Settings, images, "a");
        session.Train(report, CancellationToken.None);
        Assert.Equal(4, session.State.Step);
        Assert.Equal(2, report.Notes.Count(note => note.StartsWith("no samples of step", StringComparison.Ordinal)));
    }

    [Fact]
    public void Train_Stopped_MakesNoSheetBeforeItEnds()
    {
        using var stop = new CancellationTokenSource();
        using var session = TrainingSession.Start(folder.Path, Settings with { CheckpointEvery = 100 }, images, "a");
        session.Train(new NotesReport { Stop = stop }, stop.Token);
        Assert.Equal(2, session.State.Step);
        Assert.Null(new SampleSheetFolder(folder.Path).Newest);
    }

    [Fact]
    public void Start_SamplesOfAClassifier_AreRefused()
    {
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(folder.Path, TestRuns.Classifier(images) with { SamplesEvery = 2 }, images, "a"));
        Assert.Contains("--samples-every", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_Channels_BecomeColours(int channels)
    {
        float[] pixels = [.. Enumerable.Range(0, channels).SelectMany(channel => new[] { -1f, channel / 2f })];
        var picture = SampledPicture.Of(new SampledImage(pixels, channels, 1, 2));
        Assert.Equal(channels == 1 ? [0, 0, 0, 128, 128, 128] : [0, 0, 0, 128, 191, 255], picture.Pixels);
    }

    public void Dispose() => folder.Dispose();

    private void Train(TrainingSettings settings)
    {
        var report = new NotesReport();
        using var session = TrainingSession.Start(folder.Path, settings, images, "a");
        session.Train(report, CancellationToken.None);
        Assert.All(report.Notes, note => Assert.StartsWith("samples of step", note, StringComparison.Ordinal));
    }

    private sealed class NotesReport : ITrainingReport
    {
        public List<string> Notes { get; } = [];

        public CancellationTokenSource? Stop { get; init; }

        public void Metrics(StepMetrics metrics) => Stop?.Cancel();

        public void Note(string text) => Notes.Add(text);
    }
}
