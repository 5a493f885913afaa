using Diffusion.Graph;

namespace Diffusion.Sampling;

/// <summary>Where the gradient g = ∇ log p(y | x_t) enters a step (Dhariwal and Nichol 2021, section 4).</summary>
internal static class ClassifierGuidance
{
    /// <summary>x̂₀ of ε̂ = ε − √(1 − ᾱ_t)·s·g (algorithm 2); x̂₀ itself, bit for bit, where that is off.</summary>
    public static Value MoveScore(StepCoefficients c, Value x, Value x0, Value gradient)
    {
        var eps = Prediction.EpsOfX0(c, x, x0) - c.Term(StepColumn.ScoreShift, gradient);

        // Not thresholded again, as in ADM's condition_score.
        return Ops.Where(c.IsOff(StepColumn.ScoreShift), x0, Prediction.X0OfEps(c, x, eps));
    }

    /// <summary>s·Σ·g, by which the mean moves (algorithm 1). <paramref name="logVariance"/> is null where Σ is in the coefficient.</summary>
    public static Value MeanShift(StepCoefficients c, Value gradient, Value? logVariance) =>
        c.Term(StepColumn.MeanShift, logVariance is null ? gradient : Ops.Exp(logVariance) * gradient);
}
