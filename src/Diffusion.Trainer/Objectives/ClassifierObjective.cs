using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A classifier of x_t, or of clean images at t = 0.</summary>
/// <param name="network">The encoder.</param>
/// <param name="equations">How images become noisy; null: they stay clean.</param>
/// <param name="scores">What its gradient is matched with; null: cross-entropy alone.</param>
public sealed class ClassifierObjective(EncoderUNetConfiguration network, DiffusionEquations? equations, LikelihoodScore? scores = null) : ITrainingObjective
{
    public Tensor Losses(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (seen, times) = Seen(batch, builder.Device);
        var labels = tensor(batch.Labels, [batch.Count], device: builder.Device);
        seen.requires_grad_(scores is not null);
        var logits = EncoderUNet.Forward(builder, network, seen, times);
        var crossEntropy = CrossEntropy(logits, labels);
        return scores is null ? crossEntropy : crossEntropy + scores.Losses(logits, seen, times, labels, batch.Timesteps);
    }

    /// <summary>[N, K].</summary>
    public Tensor Logits(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (seen, times) = Seen(batch, builder.Device);
        return EncoderUNet.Forward(builder, network, seen, times);
    }

    /// <summary>−log p(y | x_t) of each example [N] (Dhariwal and Nichol 2021, section 4).</summary>
    /// <param name="logits">[N, K].</param>
    /// <param name="labels">int64 [N].</param>
    internal static Tensor CrossEntropy(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);

    private (Tensor Seen, Tensor Times) Seen(TrainingBatch batch, Device device)
    {
        var (x0, eps) = BatchTensors.Of(batch, network.InChannels, network.ImageSize, device);
        return equations is null
            ? (x0, zeros(batch.Count, device: device))
            : (equations.Diffuse(x0, eps, batch.Timesteps), equations.NetworkTimes(batch.Timesteps));
    }
}
