using static TorchSharp.torch;

namespace Diffusion.Trainer.Optimization;

/// <summary>Shortens a gradient that is too long (Pascanu et al. 2013, algorithm 1).</summary>
public static class GradientClip
{
    /// <summary>Scales the gradient in place so that its Euclidean norm is at most <paramref name="limit"/>; 0 leaves it as it is.</summary>
    /// <returns>The norm before.</returns>
    public static double Apply(Tensor gradient, double limit)
    {
        using var scope = NewDisposeScope();
        var norm = gradient.norm().item<float>();
        if (limit > 0 && norm > limit)
        {
            gradient.mul_(limit / norm);
        }

        return norm;
    }
}
