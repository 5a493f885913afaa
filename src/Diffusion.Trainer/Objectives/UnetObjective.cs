using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A UNet that denoises.</summary>
/// <param name="network">The UNet.</param>
/// <param name="equations">How images become noisy, and what is predicted.</param>
/// <param name="loss">How far off a prediction is.</param>
/// <param name="teacher">
/// Whose labelled predictions are the targets, in place of its own noise, of an example whose label is dropped; null: the noise. An
/// example's label is a draw of p(y | x_t), so E[target | x_t] is the unlabelled prediction, learned without the noise's variance.
/// </param>
/// <param name="lowResolution">The small pictures that a super-resolution UNet sees; null: any other UNet.</param>
public sealed class UnetObjective(UNetConfiguration network, DiffusionEquations equations, DiffusionLoss loss, Teacher? teacher = null, LowResolutionInput? lowResolution = null)
    : ITrainingObjective
{
    /// <summary>The objective that settings ask for.</summary>
    public static UnetObjective Of(TrainingSettings settings)
    {
        var equations = DiffusionEquations.Of(settings, device: TrainingDevice.Of(settings.Device));
        return new UnetObjective(settings.Unet!, equations, new DiffusionLoss(equations, LossKinds.Table.Find(settings.Loss), MinSnrWeight.Of(settings, equations)), Teacher.Load(settings),
            settings.LowResolution is { } low ? new LowResolutionInput(low, equations) : null);
    }

    public Tensor Losses(TorchNetworkBuilder builder, TrainingBatch batch) => Terms(builder, batch).Loss;

    /// <summary>The losses and what they are made of.</summary>
    public LossTerms Terms(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (x0, eps) = BatchTensors.Of(batch, network.InChannels, network.ImageSize, equations.Device);
        var labels = network.NumClasses is null ? null : tensor(batch.NetworkLabels, [batch.Count], device: equations.Device);

        var images = new NoisyImages(x0, eps, equations.Diffuse(x0, eps, batch.Timesteps), batch.Timesteps);
        var times = equations.NetworkTimes(batch.Timesteps);
        var told = new Conditions<Tensor> { Label = labels, LowResolution = lowResolution?.Of(x0, batch.Conditioning!) };
        var output = UNet.Forward(builder, network, images.Noisy, times, told);
        return loss.Of(output, images, TaughtTarget(batch, images, times));
    }

    private Tensor? TaughtTarget(TrainingBatch batch, NoisyImages images, Tensor times)
    {
        long[] dropped = [.. Enumerable.Range(0, batch.Count).Where(i => batch.NetworkLabels[i] != batch.Labels[i])];
        if (teacher is null || dropped.Length == 0)
        {
            return null;
        }

        var rows = tensor(dropped, device: equations.Device);
        var labels = tensor(Array.ConvertAll(dropped, row => batch.Labels[row]), device: equations.Device);
        var taught = teacher.Predict(images.Noisy.index_select(0, rows), times.index_select(0, rows), labels);
        var own = equations.Target(images).clone();
        return own.index_add_(0, rows, taught - own.index_select(0, rows), 1);
    }
}
