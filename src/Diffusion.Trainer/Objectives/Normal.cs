using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>What the variational bound asks of normal distributions, element by element, in nats.</summary>
public static class Normal
{
    /// <summary>The least probability whose logarithm is taken.</summary>
    private const double LeastProbability = 1e-12;

    /// <summary>Half the distance of two of the 256 pixel values in [−1, 1].</summary>
    private const double HalfBin = 1.0 / 255;

    /// <summary>Beyond this a pixel is −1 or 1 and its bin reaches to infinity.</summary>
    private const double Edge = 0.999;

    /// <summary>KL(N(μ₁, σ₁²) ‖ N(μ₂, σ₂²)) = ½·(log σ₂² − log σ₁² + (σ₁² + (μ₁ − μ₂)²)/σ₂² − 1).</summary>
    public static Tensor KullbackLeibler(Tensor mean1, Tensor logVariance1, Tensor mean2, Tensor logVariance2)
    {
        // The −1 comes first: where the variances are equal it meets σ₁²/σ₂² alone, and the small rest keeps its digits.
        var ofVariances = -1 + logVariance2 - logVariance1 + (logVariance1 - logVariance2).exp();
        return 0.5 * (ofVariances + ((mean1 - mean2).pow(2) * (-logVariance2).exp()));
    }

    /// <summary>
    /// Φ(x) ≈ ½·(1 + tanh(√(2/π)·(x + 0.044715·x³))), within 4·10⁻⁴ of the true one (Page 1977); it is what guided-diffusion's figures of
    /// bits per dimension are made with.
    /// </summary>
    public static Tensor ApproximateCdf(Tensor x) => 0.5 * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x.pow(3)))).tanh());

    /// <summary>
    /// log of the probability that a normal variable falls into a pixel value's bin (Ho et al. 2020, eq. 13), but not below log 10⁻¹².
    /// </summary>
    /// <param name="x">Pixels, of 256 values evenly in [−1, 1].</param>
    /// <param name="mean">μ.</param>
    /// <param name="logScale">log σ.</param>
    public static Tensor LogLikelihoodOfPixel(Tensor x, Tensor mean, Tensor logScale)
    {
        var (centred, inverseScale) = (x - mean, (-logScale).exp());
        var upper = ApproximateCdf(inverseScale * (centred + HalfBin));
        var lower = ApproximateCdf(inverseScale * (centred - HalfBin));
        return where(x < -Edge, Log(upper), where(x > Edge, Log(1 - lower), Log(upper - lower)));
    }

    private static Tensor Log(Tensor probability) => probability.clamp(min: LeastProbability).log();
}
