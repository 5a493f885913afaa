namespace Diffusion.Sampling;

/// <summary>What the network's first C output channels are.</summary>
public enum PredictionKind
{
    /// <summary>The noise ε in x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε (Ho et al. 2020, eq. 14).</summary>
    Epsilon,

    /// <summary>The clean image x₀.</summary>
    X0,

    /// <summary>v = √ᾱ_t·ε − √(1−ᾱ_t)·x₀ (Salimans and Ho 2022, section 4 and appendix D).</summary>
    V,

    /// <summary>The mean of x_{t−1}.</summary>
    PreviousX,
}

public static class PredictionKinds
{
    /// <summary>
    /// x̂₀ = OfX·x_t + OfOutput·output at one timestep: every kind of output is linear in x̂₀.
    /// </summary>
    /// <param name="kind">What the network predicts.</param>
    /// <param name="schedule">Of the chain, after respacing.</param>
    /// <param name="k">Index in <paramref name="schedule"/>.</param>
    public static (double OfX, double OfOutput) WeightsOfX0(this PredictionKind kind, NoiseSchedule schedule, int k)
    {
        var posterior = schedule.Posterior;
        return kind switch
        {
            // x̂₀ = √(1/ᾱ)·x_t − √(1/ᾱ − 1)·ε (Ho et al. 2020, below eq. 15)
            PredictionKind.Epsilon => (schedule.SqrtRecipAlphaBar[k], -schedule.SqrtRecipMinusOneAlphaBar[k]),

            PredictionKind.X0 => (0, 1),

            // x̂₀ = √ᾱ·x_t − √(1 − ᾱ)·v (Salimans and Ho 2022, section 4)
            PredictionKind.V => (schedule.SqrtAlphaBar[k], -schedule.SqrtOneMinusAlphaBar[k]),

            // μ̃ = c₁·x₀ + c₂·x_t solved for x₀ (Ho et al. 2020, eq. 7)
            PredictionKind.PreviousX => (-(posterior.MeanOfX[k] / posterior.MeanOfX0[k]), 1 / posterior.MeanOfX0[k]),

            _ => throw new SamplingException(SamplingChoices.Predictions.Unknown(kind)),
        };
    }
}
