using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>The terms of the variational bound on −log p(x₀), in bits per dimension (Ho et al. 2020, eq. 5).</summary>
/// <param name="equations">Of the chain whose bound it is.</param>
public sealed class VariationalBound(DiffusionEquations equations)
{
    /// <summary>L_{t−1}, and L_0 where t = 0 [N].</summary>
    /// <param name="reverse">p(x_{t−1} | x_t).</param>
    /// <param name="images">x₀, x_t and t.</param>
    public Tensor Term(ReverseDistribution reverse, NoisyImages images)
    {
        var (x0, _, noisy, timesteps) = images;

        // L_{t−1} = KL(q(x_{t−1} | x_t, x₀) ‖ p(x_{t−1} | x_t))
        var divergence = Normal.KullbackLeibler(
            equations.PosteriorMean(x0, noisy, timesteps), equations.PosteriorLogVariance(timesteps), reverse.Mean, reverse.LogVariance);

        // L_0 = −log p(x₀ | x_1)
        var likelihood = Normal.LogLikelihoodOfPixel(x0, reverse.Mean, 0.5 * reverse.LogVariance);
        var isFirst = tensor(Array.ConvertAll(timesteps, t => t == 0), [timesteps.Length], device: equations.Device);
        return where(isFirst, BitsPerDimension(-likelihood), BitsPerDimension(divergence));
    }

    /// <summary>L_T = KL(q(x_T | x₀) ‖ N(0, I)) [N]: what is left of images in the chain's last timestep.</summary>
    /// <param name="x0">[N, C, H, W].</param>
    public Tensor Prior(Tensor x0)
    {
        var last = equations.Schedule.Timesteps - 1;
        var mean = (float)equations.Schedule.SqrtAlphaBar[last] * x0;
        var logVariance = full_like(x0, (float)equations.Schedule.LogOneMinusAlphaBar[last]);
        return BitsPerDimension(Normal.KullbackLeibler(mean, logVariance, zeros_like(x0), zeros_like(x0)));
    }

    /// <summary>The mean over an image's elements [N], from nats to bits.</summary>
    private static Tensor BitsPerDimension(Tensor nats) => PerImage.Mean(nats) / Math.Log(2);
}
