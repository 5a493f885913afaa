using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Tests.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class LikelihoodScoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    private string UnetRun => Path.Combine(folder.Path, "unet");

    [Fact]
    public void Loss_GradientOfParameters_EqualsFiniteDifferences()
    {
        TrainUnet();
        using var scope = NewDisposeScope();
        var settings = Matched(weight: 1);
        var equations = DiffusionEquations.Of(settings);
        using var store = new ParameterStore(seed: 3);
        var builder = new TorchNetworkBuilder(store);
        var objective = new ClassifierObjective(settings.Encoder!, equations, new LikelihoodScore(Teacher.Load(settings)!, weight: 1));
        var batch = TestRuns.Batch(settings, images);

        var loss = objective.Losses(builder, batch).mean();
        var gradients = autograd.grad([loss], [.. store.Parameters]);

        // Both weights before and after the attention, which the gradient of a gradient has to pass.
        foreach (var name in new[] { "input_blocks.0.0.weight", "out.2.c_proj.weight" })
        {
            var gradient = gradients[store.Names.ToList().IndexOf(name)];
            var step = 2e-3 / gradient.norm().item<float>();
            var (up, down) = (LossAt(+step), LossAt(-step));
            Assert.Equal(gradient.pow(2).sum().item<float>(), (up - down) / (2 * step), tolerance: 0.02 * gradient.pow(2).sum().item<float>());

            double LossAt(double by)
            {
                Move(store[name], gradient, by);
                var value = objective.Losses(builder, batch).mean().item<float>();
                Move(store[name], gradient, -by);
                return value;
            }
        }
    }

    [Fact]
    public void Train_WithScores_LeavesTheGradientNearerToTheUnetsThanCrossEntropyDoes()
    {
        TrainUnet(steps: 100);
        var matched = Matched(weight: 10) with { Steps = 100, LearningRate = 3e-3 };
        var (with, without) = (Distance(matched, matched), Distance(matched with { Teacher = null }, matched));
        Assert.InRange(with, 0, 0.8 * without);
    }

    [Fact]
    public void Resume_HalfWay_EndsWithTheSameBytes()
    {
        TrainUnet();
        var settings = Matched(weight: 1);
        Train(settings, "whole");
        Train(settings with { Steps = 2 }, "halves");
        var recorded = new CheckpointFolder(Run("halves")).Newest().Checkpoint.Settings;
        using (var second = TrainingSession.Resume(Run("halves"), recorded with { Steps = settings.Steps }, images, "b"))
        {
            TestRuns.Train(second);
        }

        Assert.Equal(TensorsOf("whole"), TensorsOf("halves"));
    }

    public void Dispose() => folder.Dispose();

    private static void Move(Tensor parameter, Tensor direction, double by)
    {
        using var quiet = no_grad();
        parameter.add_(direction * by);
    }

    /// <summary>The scores' part of the loss, on pictures and noise of its own, of a classifier that was trained with some settings.</summary>
    private double Distance(TrainingSettings trained, TrainingSettings matched)
    {
        using var session = TrainingSession.Start(Run(trained.Teacher is null ? "alone" : "taught"), trained, images, "a");
        TestRuns.Train(session);
        using var scope = NewDisposeScope();
        var builder = new TorchNetworkBuilder(session.State.Parameters.Store);
        var equations = DiffusionEquations.Of(matched);
        var batch = TestRuns.Batch(matched, images);
        var both = new ClassifierObjective(matched.Encoder!, equations, new LikelihoodScore(Teacher.Load(matched)!, weight: 1)).Losses(builder, batch);
        return (both - new ClassifierObjective(matched.Encoder!, equations).Losses(builder, batch)).mean().item<float>();
    }

    private TrainingSettings Matched(double weight) =>
        TestRuns.Classifier(images) with { Teacher = TeacherReference.Of(UnetRun), ScoreWeight = weight };

    private void TrainUnet(int steps = 6) => Train(TestRuns.Unet(images) with { Steps = steps, LearningRate = 5e-3 }, "unet");

    private void Train(TrainingSettings settings, string run) => TestRuns.Train(Run(run), settings, images);

    private string Run(string name) => Path.Combine(folder.Path, name);

    private byte[] TensorsOf(string run)
    {
        var (_, newest) = new CheckpointFolder(Run(run)).Newest();
        return File.ReadAllBytes(Path.Combine(newest, CheckpointFolder.TensorsName));
    }
}
