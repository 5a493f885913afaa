using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// The small pictures that a super-resolution UNet is told: boxes of the large ones averaged, some blurred, and noised to
/// q(z_s | z_0). A sampled small picture is spoilt too, and a network that has seen nothing else would copy its flaws. Whether the small
/// chain is cut off at s (truncated) or its end is noised to s (not truncated), the training is the same (Ho et al. 2021, section 4.2).
/// </summary>
/// <param name="settings">How they are spoilt.</param>
/// <param name="equations">Of the forward process, which the small model shares.</param>
public sealed class LowResolutionInput(LowResolutionSettings settings, DiffusionEquations equations)
{
    /// <summary>[N, C, s, s], and one more plane with the noise's level √(1 − ᾱ_s) where there is noise.</summary>
    /// <param name="x0">The large pictures [N, C, H, W] in [−1, 1].</param>
    /// <param name="drawn">What is random about them.</param>
    public Tensor Of(Tensor x0, Conditioning drawn)
    {
        var small = Blur(Shrink(x0), drawn.Blurs);
        if (settings.NoiseTimesteps == 0)
        {
            return small;
        }

        // z_s = √ᾱ_s·z_0 + √(1 − ᾱ_s)·ε
        var noisy = equations.Diffuse(small, tensor(drawn.Noise, small.shape, device: small.device), drawn.Timesteps);
        return cat([noisy, equations.NoiseLevel(drawn.Timesteps).expand(small.shape[0], 1, settings.Size, settings.Size)], 1);
    }

    private Tensor Shrink(Tensor x0) => nn.functional.avg_pool2d(x0, x0.shape[2] / settings.Size);

    /// <summary>A Gaussian of three taps along each axis; beyond an edge its pixels are repeated.</summary>
    private static Tensor Blur(Tensor images, double[] deviations)
    {
        if (Array.TrueForAll(deviations, deviation => deviation == 0))
        {
            return images;
        }

        // exp(−d²/2σ²) at d = −1, 0, 1, of sum 1.
        var sides = tensor(
            Array.ConvertAll(deviations, deviation => deviation == 0 ? 0f : (float)(1 / (2 + Math.Exp(0.5 / (deviation * deviation))))),
            [deviations.Length, 1, 1, 1],
            device: images.device);
        return Along(Along(images, 2), 3);

        Tensor Along(Tensor x, int axis)
        {
            var length = x.shape[axis];
            var before = cat([x.narrow(axis, 0, 1), x.narrow(axis, 0, length - 1)], axis);
            var after = cat([x.narrow(axis, 1, length - 1), x.narrow(axis, length - 1, 1)], axis);
            return ((1 - (2 * sides)) * x) + (sides * (before + after));
        }
    }
}
