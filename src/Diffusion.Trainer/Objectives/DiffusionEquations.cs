using Diffusion.Sampling;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// The equations of the forward and the reverse process over tensors. A coefficient is looked up in double and rounded once. Timesteps
/// are indices of the chain: of all T timesteps, or of those that respacing keeps.
/// </summary>
public sealed class DiffusionEquations
{
    private readonly IReadOnlyList<int>? kept;

    /// <param name="model">Schedule, prediction and variance.</param>
    /// <param name="kept">The original timesteps that the chain keeps, ascending; null: all, with the schedule's own betas.</param>
    /// <param name="device">Where tensors lie; null: the CPU.</param>
    public DiffusionEquations(DiffusionModelSettings model, IReadOnlyList<int>? kept = null, Device? device = null)
    {
        Device = device ?? CPU;
        this.kept = kept;
        Model = model;
        Schedule = kept is null ? model.Schedule : model.Schedule.Respace(kept);
    }

    public DiffusionModelSettings Model { get; }

    /// <summary>Where tensors lie.</summary>
    public Device Device { get; }

    /// <summary>Of the chain, after respacing.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The equations that settings ask for, over the timesteps of <paramref name="kept"/>; null: over all.</summary>
    public static DiffusionEquations Of(TrainingSettings settings, IReadOnlyList<int>? kept = null, Device? device = null) => new(
        new DiffusionModelSettings(
            NoiseSchedule.Create(settings.Schedule, settings.Timesteps),
            SamplingChoices.Predictions.Find(settings.Prediction),
            SamplingChoices.Variances.Find(settings.Variance)),
        kept,
        device);

    /// <summary>What networks see of timesteps [N], float32.</summary>
    public Tensor NetworkTimes(int[] timesteps) =>
        tensor(Array.ConvertAll(timesteps, t => Model.NetworkTime(kept is null ? t : kept[t])), [timesteps.Length], device: Device);

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
    public Tensor Target(NoisyImages images) => Model.Prediction switch
    {
        // Ho et al. 2020, eq. 14.
        PredictionKind.Epsilon => images.Eps,

        // Ho et al. 2020, section 3.2.
        PredictionKind.X0 => images.X0,

        // v = √ᾱ_t·ε − √(1 − ᾱ_t)·x₀ (Salimans and Ho 2022, appendix D).
        PredictionKind.V => (Signal(images.Timesteps) * images.Eps) - (Noise(images.Timesteps) * images.X0),

        PredictionKind.PreviousX => PosteriorMean(images.X0, images.Noisy, images.Timesteps),

        _ => throw new InvalidOperationException($"There is no target for the prediction {Model.Prediction}."),
    };

    /// <summary>Mean of q(x_{t−1} | x_t, x₀) = c₁·x₀ + c₂·x_t [N, C, H, W] (Ho et al. 2020, eq. 7).</summary>
    public Tensor PosteriorMean(Tensor x0, Tensor noisy, int[] timesteps) =>
        (Column(Schedule.Posterior.MeanOfX0, timesteps) * x0) + (Column(Schedule.Posterior.MeanOfX, timesteps) * noisy);

    /// <summary>log β̃_t [N, 1, 1, 1], of the same distribution; at t = 0 that of t = 1.</summary>
    public Tensor PosteriorLogVariance(int[] timesteps) => Column(Schedule.Posterior.LogVarianceClipped, timesteps);

    /// <summary>p(x_{t−1} | x_t), as the network's output tells it (Ho et al. 2020, eq. 1).</summary>
    /// <param name="output">[N, C, H, W], or [N, 2C, H, W] where the variance is learned.</param>
    /// <param name="noisy">x_t [N, C, H, W].</param>
    /// <param name="timesteps">t [N].</param>
    /// <param name="clip">Whether x̂₀ is clipped to [−1, 1].</param>
    public ReverseDistribution Reverse(Tensor output, Tensor noisy, int[] timesteps, bool clip)
    {
        var (predicted, variance) = Split(output);
        var x0 = X0(predicted, noisy, timesteps);
        x0 = clip ? x0.clamp(-1, 1) : x0;

        // Where the output is the mean, clipping touches x̂₀ only, as in guided-diffusion.
        var mean = Model.Prediction == PredictionKind.PreviousX ? predicted : PosteriorMean(x0, noisy, timesteps);
        return new ReverseDistribution(x0, mean, LogVariance(variance, timesteps).expand_as(mean));
    }

    /// <summary>The prediction and, where the network tells it, the variance: the first C channels and the rest.</summary>
    public (Tensor Prediction, Tensor? Variance) Split(Tensor output)
    {
        if (!Model.Variance.IsLearned())
        {
            return (output, null);
        }

        var channels = output.shape[1] / 2;
        return (output.narrow(1, 0, channels), output.narrow(1, channels, channels));
    }

    /// <summary>ε = (√(1/ᾱ)·x_t − x̂₀) / √(1/ᾱ − 1) [N, C, H, W] (Song et al. 2021, eq. 9 solved for ε).</summary>
    public Tensor EpsOfX0(Tensor x0, Tensor noisy, int[] timesteps) =>
        ((Column(Schedule.SqrtRecipAlphaBar, timesteps) * noisy) - x0) / Column(Schedule.SqrtRecipMinusOneAlphaBar, timesteps);

    /// <summary>σ_t²·s, a score s = ∇ₓ log p(x_t) in units of x_t, where σ_t² = 1 − ᾱ_t.</summary>
    public Tensor ScaleScore(Tensor score, int[] timesteps) => score * Noise(timesteps).pow(2);

    /// <summary>
    /// σ_t²·(s₁ − s₂) [N, C, H, W], the difference of the scores that two predictions for the same x_t stand for. By Tweedie's
    /// formula σ_t²·s = √ᾱ_t·x̂₀ − x_t, so it is √ᾱ_t times the difference of the x̂₀.
    /// </summary>
    public Tensor ScoreDifference(Tensor first, Tensor second, int[] timesteps) =>
        Column(timesteps, t => Schedule.SqrtAlphaBar[t] * Model.Prediction.WeightsOfX0(Schedule, t).OfOutput) * (first - second);

    private Tensor X0(Tensor predicted, Tensor noisy, int[] timesteps) =>
        (Column(timesteps, t => Model.Prediction.WeightsOfX0(Schedule, t).OfX) * noisy) +
        (Column(timesteps, t => Model.Prediction.WeightsOfX0(Schedule, t).OfOutput) * predicted);

    private Tensor LogVariance(Tensor? channels, int[] timesteps)
    {
        if (Model.Variance == VarianceKind.Learned)
        {
            return channels!;
        }

        var low = Column(timesteps, t => Model.Variance.RangeOfLog(Schedule, t).Low);
        if (channels is null)
        {
            return low;
        }

        // log Σ = f·log β_t + (1 − f)·log β̃_t with f = (v + 1)/2 (Nichol and Dhariwal 2021, eq. 15)
        var fraction = (channels + 1) / 2;
        return (fraction * Column(timesteps, t => Model.Variance.RangeOfLog(Schedule, t).High)) + ((1 - fraction) * low);
    }

    /// <summary>√(1 − ᾱ_t) [N, 1, 1, 1], the share of x_t that is noise.</summary>
    public Tensor NoiseLevel(int[] timesteps) => Noise(timesteps);

    private Tensor Signal(int[] timesteps) => Column(Schedule.SqrtAlphaBar, timesteps);

    private Tensor Noise(int[] timesteps) => Column(Schedule.SqrtOneMinusAlphaBar, timesteps);

    private Tensor Column(IReadOnlyList<double> values, int[] timesteps) => Column(timesteps, t => values[t]);

    /// <summary>A coefficient per image as [N, 1, 1, 1].</summary>
    private Tensor Column(int[] timesteps, Func<int, double> at) =>
        tensor(Array.ConvertAll(timesteps, t => (float)at(t)), [timesteps.Length, 1, 1, 1], device: Device);
}
