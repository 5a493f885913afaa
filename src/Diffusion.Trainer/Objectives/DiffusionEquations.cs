using Diffusion.Sampling;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>The mathematics of training a diffusion model: all of it is here.</summary>
/// <param name="schedule">ᾱ_t, in double.</param>
/// <param name="prediction">What the network predicts.</param>
public sealed class DiffusionEquations(NoiseSchedule schedule, PredictionKind prediction)
{
    /// <summary>x_t [N, C, H, W], a sample of q(x_t | x₀) (Ho et al. 2020, eq. 4).</summary>
    /// <param name="x0">Clean images [N, C, H, W] in [−1, 1].</param>
    /// <param name="eps">Noise ~ N(0, I) [N, C, H, W].</param>
    /// <param name="timesteps">t of each image [N].</param>
    public Tensor Diffuse(Tensor x0, Tensor eps, int[] timesteps)
    {
        // x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε
        return (Signal(timesteps) * x0) + (Noise(timesteps) * eps);
    }

    /// <summary>What the network should have predicted [N, C, H, W].</summary>
    public Tensor Target(Tensor x0, Tensor eps, int[] timesteps) => prediction switch
    {
        // Ho et al. 2020, eq. 14.
        PredictionKind.Epsilon => eps,

        // Ho et al. 2020, section 3.2.
        PredictionKind.X0 => x0,

        // v = √ᾱ_t·ε − √(1 − ᾱ_t)·x₀ (Salimans and Ho 2022, appendix D).
        PredictionKind.V => (Signal(timesteps) * eps) - (Noise(timesteps) * x0),

        _ => throw new TrainerException(
            $"Training cannot predict {SamplingChoices.Predictions.NameOf(prediction)}. Use one of: epsilon, x0, v."),
    };

    /// <summary>L_simple = E‖target − prediction‖², averaged over every element (Ho et al. 2020, eq. 14).</summary>
    public static Tensor MeanSquaredError(Tensor predicted, Tensor target) => nn.functional.mse_loss(predicted, target);

    /// <summary>−E log p(y | x_t): cross-entropy of the noise-conditioned classifier (Dhariwal and Nichol 2021, section 4).</summary>
    /// <param name="logits">[N, K].</param>
    /// <param name="labels">int64 [N].</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits, labels);

    private Tensor Signal(int[] timesteps) => Column(schedule.SqrtAlphaBar, timesteps);

    private Tensor Noise(int[] timesteps) => Column(schedule.SqrtOneMinusAlphaBar, timesteps);

    /// <summary>A coefficient per image as [N, 1, 1, 1]: looked up in double, then rounded once.</summary>
    private static Tensor Column(IReadOnlyList<double> values, int[] timesteps) =>
        tensor(Array.ConvertAll(timesteps, t => (float)values[t]), [timesteps.Length, 1, 1, 1]);
}
