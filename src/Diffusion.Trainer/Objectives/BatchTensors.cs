using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A batch's arrays as tensors.</summary>
/// <param name="X0">x₀ [N, C, H, W].</param>
/// <param name="Eps">ε [N, C, H, W].</param>
public sealed record BatchTensors(Tensor X0, Tensor Eps)
{
    /// <param name="batch">The arrays.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">H and W.</param>
    /// <param name="device">Where they are to lie.</param>
    public static BatchTensors Of(TrainingBatch batch, int channels, int size, Device device)
    {
        ReadOnlySpan<long> shape = [batch.Count, channels, size, size];
        return new BatchTensors(tensor(batch.Images, shape, device: device), tensor(batch.Noise, shape, device: device));
    }
}
