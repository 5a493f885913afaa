using Diffusion.Sampling;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>The mathematics of training a diffusion model: all of it is here.</summary>
/// <param name="schedule">ᾱ_t, in double.</param>
/// <param name="prediction">What the network predicts.</param>
public sealed class DiffusionEquations(NoiseSchedule schedule, PredictionKind prediction)
{
    /// <summary>The equations that settings ask for.</summary>
    public static DiffusionEquations Of(TrainingSettings settings) => new(
        NoiseSchedule.Create(settings.Schedule, settings.Timesteps), SamplingChoices.Predictions.Find(settings.Prediction));

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

        _ => throw NotTrainable(),
    };

    /// <summary>σ_t²·s, a score s = ∇ₓ log p(x_t) in units of x_t, where σ_t² = 1 − ᾱ_t.</summary>
    public Tensor ScaleScore(Tensor score, int[] timesteps) => score * Column(schedule.SqrtOneMinusAlphaBar, timesteps).pow(2);

    /// <summary>
    /// σ_t²·(s₁ − s₂) [N, C, H, W], the difference of the scores that two predictions for the same x_t stand for. By Tweedie's
    /// formula σ_t²·s = √ᾱ_t·x̂₀ − x_t, so it is √ᾱ_t times the difference of the x̂₀.
    /// </summary>
    public Tensor ScoreDifference(Tensor first, Tensor second, int[] timesteps) => (first - second) * prediction switch
    {
        // √ᾱ_t·x̂₀ = x_t − √(1 − ᾱ_t)·ε
        PredictionKind.Epsilon => -Noise(timesteps),

        PredictionKind.X0 => Signal(timesteps),

        // x̂₀ = √ᾱ_t·x_t − √(1 − ᾱ_t)·v
        PredictionKind.V => -(Signal(timesteps) * Noise(timesteps)),

        _ => throw NotTrainable(),
    };

    /// <summary>L_simple = E‖target − prediction‖², averaged over every element (Ho et al. 2020, eq. 14).</summary>
    public static Tensor MeanSquaredError(Tensor predicted, Tensor target) => nn.functional.mse_loss(predicted, target);

    /// <summary>−E log p(y | x_t): cross-entropy of the noise-conditioned classifier (Dhariwal and Nichol 2021, section 4).</summary>
    /// <param name="logits">[N, K].</param>
    /// <param name="labels">int64 [N].</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits, labels);

    private Tensor Signal(int[] timesteps) => Column(schedule.SqrtAlphaBar, timesteps);

    private Tensor Noise(int[] timesteps) => Column(schedule.SqrtOneMinusAlphaBar, timesteps);

    private TrainerException NotTrainable() =>
        new($"Training cannot predict {SamplingChoices.Predictions.NameOf(prediction)}. Use one of: epsilon, x0, v.");

    /// <summary>A coefficient per image as [N, 1, 1, 1]: looked up in double, then rounded once.</summary>
    private static Tensor Column(IReadOnlyList<double> values, int[] timesteps) =>
        tensor(Array.ConvertAll(timesteps, t => (float)values[t]), [timesteps.Length, 1, 1, 1]);
}
