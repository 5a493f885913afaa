using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A UNet that denoises.</summary>
/// <param name="network">The UNet.</param>
/// <param name="equations">How images become noisy, and what is predicted.</param>
/// <param name="teacher">
/// Whose labelled predictions are the targets in place of each example's own noise; null: the noise. An example's label is a draw
/// of p(y | x_t), so where the label is dropped E[target | x_t] is the unlabelled prediction, learned without the noise's variance.
/// </param>
public sealed class UnetObjective(UNetConfiguration network, DiffusionEquations equations, Teacher? teacher = null) : ITrainingObjective
{
    public Tensor Loss(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (x0, eps, times) = BatchTensors.Of(batch, network.InChannels, network.ImageSize);
        var labels = network.NumClasses is null ? null : tensor(batch.NetworkLabels, [batch.Count]);

        var noisy = equations.Diffuse(x0, eps, batch.Timesteps);
        var predicted = UNet.Forward(builder, network, noisy, times, labels);
        var target = teacher?.Predict(noisy, times, tensor(batch.Labels, [batch.Count])) ?? equations.Target(x0, eps, batch.Timesteps);
        return DiffusionEquations.MeanSquaredError(predicted, target);
    }
}
