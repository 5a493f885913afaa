using Diffusion.Golden;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Import;

namespace Diffusion.Trainer.Tests.Loops;

public sealed class InitialWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private string First => Path.Combine(folder.Path, "first");

    [Fact]
    public void Start_SameNetwork_BeginsWithTheAverage()
    {
        TestRuns.Train(First, TestRuns.Unet(images), images);
        using var second = Start(TestRuns.Unet(images) with { Seed = 9 });

        var average = TrainedNetwork.Load(First, TrainingTask.Unet).Weights;
        foreach (var place in second.State.Parameters.Layout.Places)
        {
            Assert.Equal(average[place.Name].ToSingles(), second.State.Parameters.Store[place.Name].data<float>().ToArray());
        }

        Assert.Equal(second.State.Parameters.Values.data<float>().ToArray(), second.State.Average.Values.data<float>().ToArray());
    }

    [Fact]
    public void Start_NowWithALearnedVariance_KeepsThePredictionAndBeginsBetweenTheBounds()
    {
        TestRuns.Train(First, TestRuns.Unet(images), images);
        var settings = TestRuns.Unet(images);
        using var second = Start(settings with { Variance = "learnedRange", Unet = settings.Unet! with { OutChannels = 6 } });

        var bias = second.State.Parameters.Store["out.2.bias"].data<float>().ToArray();
        Assert.Equal(TrainedNetwork.Load(First, TrainingTask.Unet).Weights["out.2.bias"].ToSingles(), bias[..3]);
        Assert.Equal([0, 0, 0], bias[3..]);
    }

    [Fact]
    public void Start_TwiceAsManyClasses_IsRefused()
    {
        TestRuns.Train(First, TestRuns.Classifier(images) with { Steps = 1 }, images);
        var more = new ImageSet(["a", "b", "c", "d"], 8, 3, new byte[16 * 192], [.. Enumerable.Range(0, 16).Select(i => i % 4)]);
        var settings = TestRuns.Classifier(more);
        settings = settings with { Encoder = settings.Encoder! with { OutChannels = 4 }, BeginWith = RunReference.Of(First) };
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "second"), settings, more, "a"));
        Assert.Contains("[4, ", error.Message);
    }

    [Fact]
    public void Start_NowWithANullClass_KeepsTheLabels()
    {
        var labelled = TestRuns.Unet(images) with { LabelDropout = 0 };
        TestRuns.Train(First, labelled with { Unet = labelled.Unet! with { NumClasses = 2 } }, images);
        using var second = Start(TestRuns.Unet(images));

        var labels = second.State.Parameters.Store["label_emb.weight"].data<float>().ToArray();
        var before = TrainedNetwork.Load(First, TrainingTask.Unet).Weights["label_emb.weight"].ToSingles();
        Assert.Equal(before, labels[..before.Length]);
        Assert.Equal(before.Length * 3 / 2, labels.Length);
        Assert.NotEqual(0, labels[^1]);
    }

    [Theory]
    [InlineData("unet/classcond_sigma", true)]
    [InlineData("unet/uncond_eps", false)]
    public void Start_AnotherProjectsCheckpoint_BeginsLabelsAnew(string name, bool isDrawn)
    {
        var golden = GoldenCase.Load(name);
        var foreign = GoldenImport.Unet(folder.Path, golden);
        var settings = ForeignStart.Of(foreign.Checkpoint, foreign.Preset.Name, foreign.Flags, key: null).Applied(TestRuns.Unet(images));
        var channels = settings.Variance == "learnedRange" ? 6 : 3;
        using var session = TrainingSession.Start(
            Path.Combine(folder.Path, "tuned"), settings with { Unet = settings.Unet! with { ImageSize = images.Size, NumClasses = 3, OutChannels = channels } }, images, "a");

        var labels = session.State.Parameters.Store["label_emb.weight"].data<float>().ToArray();
        Assert.Equal(isDrawn, labels.All(value => value != 0));
        Assert.Equal(!isDrawn, labels.All(value => value == 0));
        Assert.Equal(golden.Weights()["out.2.weight"].ToSingles(), session.State.Parameters.Store["out.2.weight"].data<float>().ToArray());
    }

    [Fact]
    public void Start_AnotherNetwork_ListsWhatDiffers()
    {
        TestRuns.Train(First, TestRuns.Unet(images) with { Steps = 1 }, images);
        var settings = TestRuns.Unet(images);
        var error = Assert.Throws<TrainerException>(() => Start(settings with { Unet = settings.Unet! with { NumResBlocks = settings.Unet.NumResBlocks + 1 } }));
        Assert.Contains("has nothing there", error.Message);
        Assert.Contains(First, error.Message);
    }

    [Fact]
    public void Resume_RunThatBeganWithAnother_GoesOnFromItsOwnCheckpoint()
    {
        TestRuns.Train(First, TestRuns.Unet(images), images);
        var settings = TestRuns.Unet(images) with { BeginWith = RunReference.Of(First) };
        var run = Path.Combine(folder.Path, "second");
        TestRuns.Train(run, settings with { Steps = 2 }, images);
        Directory.Delete(First, recursive: true);

        using var more = TrainingSession.Resume(run, settings with { Steps = 4 }, images, "b");
        Assert.Equal(2, more.State.Step);
    }

    public void Dispose() => folder.Dispose();

    private TrainingSession Start(TrainingSettings settings) =>
        TrainingSession.Start(Path.Combine(folder.Path, "second"), settings with { BeginWith = RunReference.Of(First) }, images, "a");
}
