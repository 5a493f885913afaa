using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A UNet that denoises.</summary>
public sealed class UnetObjective(UNetConfiguration network, DiffusionEquations equations) : ITrainingObjective
{
    public Tensor Loss(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (x0, eps, times) = BatchTensors.Of(batch, network.InChannels, network.ImageSize);
        var labels = network.NumClasses is null ? null : tensor(batch.NetworkLabels, [batch.Count]);

        var noisy = equations.Diffuse(x0, eps, batch.Timesteps);
        var predicted = UNet.Forward(builder, network, noisy, times, labels);
        return DiffusionEquations.MeanSquaredError(predicted, equations.Target(x0, eps, batch.Timesteps));
    }
}
