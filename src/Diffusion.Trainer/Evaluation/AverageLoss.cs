using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Evaluation;

/// <summary>The training loss of given weights, always on the same pictures, timesteps and noise, so that weights can be compared.</summary>
/// <param name="settings">Of the training.</param>
/// <param name="images">The data set; the pictures kept away from training are measured, or all where none were.</param>
public sealed class AverageLoss(TrainingSettings settings, ImageSet images)
{
    private const int BatchSize = 32;

    private readonly string device = TrainingDevice.Table.Find(TrainingDevice.Auto)();
    private ITrainingObjective? objective;

    /// <summary>The mean loss over examples.</summary>
    /// <param name="weights">By parameter.</param>
    /// <param name="count">Examples, above 0; rounded up to whole batches of 32.</param>
    public double Of(IReadOnlyDictionary<string, NamedTensor> weights, int count)
    {
        var (training, test) = HeldOut.Split(images.Count, settings.HoldOutEvery);
        objective ??= TrainingObjectives.Of(settings with { Device = device });
        using var store = TrainedNetwork.ToStore(weights, TrainingDevice.Of(device));
        var timesteps = settings.Task.SeesNoise() ? new UniformTimesteps(settings.Timesteps) : null;
        var batches = new BatchSource(images, test.Length > 0 ? test : training, timesteps, new BatchOptions(
            settings.Seed + 1, BatchSize, settings.LabelDropout, settings.NullClass, Flip: false, settings.Task == TrainingTask.Attributes), ConditioningSource.Of(settings));
        return Enumerable.Range(0, (count + BatchSize - 1) / BatchSize).Average(step =>
        {
            using var scope = NewDisposeScope();
            using var quiet = settings.Task == TrainingTask.Classifier && settings.Teacher is not null ? null : no_grad();
            return objective.Losses(new TorchNetworkBuilder(store), batches.At(step)).mean().item<float>();
        });
    }
}
