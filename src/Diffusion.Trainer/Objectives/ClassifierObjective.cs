using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A classifier of x_t, or of clean images at t = 0.</summary>
/// <param name="network">The encoder.</param>
/// <param name="equations">How images become noisy; null: they stay clean.</param>
public sealed class ClassifierObjective(EncoderUNetConfiguration network, DiffusionEquations? equations) : ITrainingObjective
{
    public Tensor Loss(TorchNetworkBuilder builder, TrainingBatch batch) =>
        DiffusionEquations.CrossEntropy(Logits(builder, batch), tensor(batch.Labels, [batch.Count]));

    /// <summary>[N, K].</summary>
    public Tensor Logits(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (x0, eps, times) = BatchTensors.Of(batch, network.InChannels, network.ImageSize);
        var seen = equations is null ? x0 : equations.Diffuse(x0, eps, batch.Timesteps);
        return EncoderUNet.Forward(builder, network, seen, times);
    }
}
