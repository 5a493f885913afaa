using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>Means over everything but the first axis.</summary>
public static class PerImage
{
    /// <summary>[N] from [N, C, H, W].</summary>
    public static Tensor Mean(Tensor values) => values.mean([1, 2, 3]);

    /// <summary>Mean squared error of each image [N].</summary>
    public static Tensor SquaredError(Tensor values, Tensor expected) => Mean((expected - values).pow(2));
}
