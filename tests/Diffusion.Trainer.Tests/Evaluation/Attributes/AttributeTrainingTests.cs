using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Evaluation.Attributes;

public sealed class AttributeTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create(perClass: 200);

    /// <summary>A short training tells the background's colour of pictures that it has not seen, and the errors are kept with the run.</summary>
    [Fact]
    public void Train_Attributes_TellsColoursOfUnseenPictures()
    {
        var run = Path.Combine(folder.Path, "run");
        var settings = TestRuns.Attributes(images) with { Steps = 120, BatchSize = 16, LearningRate = 3e-3, WarmupSteps = 10, EmaStart = 0, EmaEnd = 0 };
        using var session = TrainingSession.Start(run, settings, images, "a");
        TestRuns.Train(session);

        var errors = session.EvaluateAttributes();
        Assert.Empty(session.Evaluate());
        Assert.Equal(images.Attributes.Value!.Names, errors.Select(error => error.Name));
        Assert.All(errors.Where(error => error.Name.StartsWith("background", StringComparison.Ordinal)), error => Assert.True(error.Explained > 0.5, $"{error} {error.Explained}"));

        // A ring has no turn.
        Assert.Equal([100, 50], new[] { "radius", "turn sine" }.Select(name => errors.Single(error => error.Name == name).Pictures));
        Assert.Equal(errors, RunMeasurements.AttributeErrors(run).Read());
        Assert.Contains("background red", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
    }

    /// <summary>The pictures are the same, but what is said of them is not.</summary>
    [Fact]
    public void Resume_OtherAttributes_IsRefused()
    {
        var run = Path.Combine(folder.Path, "run");
        var settings = TestRuns.Attributes(images) with { Steps = 2 };
        TestRuns.Train(run, settings, images);
        var known = images.Attributes.Value!;
        var other = TestImages.Create(perClass: 200, attributes: known.Only([.. Enumerable.Range(0, known.Count).Reverse()]));
        var error = Assert.Throws<TrainerException>(() => TrainingSession.Resume(run, settings with { Steps = 3 }, other, "b"));
        Assert.Contains("The attributes are not those", error.Message, StringComparison.Ordinal);
        using var same = TrainingSession.Resume(run, settings with { Steps = 3 }, images, "b");
        TestRuns.Train(same);
        Assert.Equal(3, same.State.Step);
    }

    [Fact]
    public void Start_NothingKnownOrMirrored_IsRefused()
    {
        var settings = TestRuns.Attributes(images);
        Refused(settings with { Attributes = [] }, "attributes.jsonl");
        Refused(settings with { Flip = true }, "--flip");

        void Refused(TrainingSettings wrong, string expected) => Assert.Contains(
            expected, Assert.Throws<TrainerException>(() => TrainingSession.Start(Path.Combine(folder.Path, "none"), wrong, images, "a")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
