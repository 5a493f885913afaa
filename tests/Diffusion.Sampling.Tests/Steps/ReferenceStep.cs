namespace Diffusion.Sampling.Tests.Steps;

/// <summary>
/// One step of one element in double, written from the papers' other forms: guidance on ε, the posterior by Bayes' rule.
/// Only ᾱ_t and ᾱ_{t−1} are known to it.
/// </summary>
internal sealed record ReferenceStep(DiffusionModelSettings Model, SamplingOptions Options, double AlphaBar, double AlphaBarPrevious, double SecondPosteriorVariance)
{
    private double Beta => 1 - (AlphaBar / AlphaBarPrevious);

    private bool IsLast => AlphaBarPrevious == 1;

    /// <summary>β̃_t = 1/((1 − β)/β + 1/(1 − ᾱ_{t−1})).</summary>
    private double PosteriorVariance => IsLast ? 0 : 1 / (((1 - Beta) / Beta) + (1 / (1 - AlphaBarPrevious)));

    /// <param name="x">x_t.</param>
    /// <param name="output">The network's.</param>
    /// <param name="other">The network's with the null class, or the weaker network's.</param>
    /// <param name="variance">The network's variance channel.</param>
    /// <param name="gradient">Unscaled.</param>
    /// <param name="noise">z.</param>
    /// <param name="s">What x̂₀ is clipped to and divided by; infinite where it is left as it is.</param>
    public (double NextX, double X0) Take(
        double x, double output, double other, double variance, double gradient, double noise, double s)
    {
        var guidance = Options.Guidance;
        var scale = guidance.Kind switch
        {
            GuidanceKind.Classifier => guidance.Scale,
            GuidanceKind.Both => guidance.ClassifierScale,
            _ => 0,
        };
        var x0 = UnthresholdedX0(x, output, other);
        x0 = double.IsInfinity(s) ? x0 : Math.Clamp(x0, -s, s) / s;
        return Options.Sampler == SamplerKind.Ddim
            ? Ddim(x, x0, scale * gradient, noise)
            : (Ddpm(x, x0, output + (Factor * (output - other)), variance, scale * gradient, noise), x0);
    }

    /// <summary>Ho and Salimans 2022, eq. 6, on ε.</summary>
    public double UnthresholdedX0(double x, double output, double other) =>
        X0(x, Eps(x, output) + (Factor * (Eps(x, output) - Eps(x, other))));

    private double Factor =>
        Options.Guidance.Kind is GuidanceKind.ClassifierFree or GuidanceKind.Both or GuidanceKind.Autoguidance ? Options.Guidance.Scale - 1 : 0;

    private double Ddpm(double x, double x0, double output, double variance, double gradient, double noise)
    {
        var sigma2 = Model.Variance switch
        {
            VarianceKind.FixedSmall => PosteriorVariance,
            VarianceKind.FixedLarge => IsLast ? SecondPosteriorVariance : Beta,
            VarianceKind.Learned => Math.Exp(variance),

            // Nichol and Dhariwal 2021, eq. 15: a geometric mean.
            _ => Math.Pow(Beta, (variance + 1) / 2) * Math.Pow(IsLast ? SecondPosteriorVariance : PosteriorVariance, (1 - variance) / 2),
        };
        var mean = Model.Prediction == PredictionKind.PreviousX ? output : PosteriorMean(x, x0);

        // Dhariwal and Nichol 2021, algorithm 1
        return mean + (sigma2 * gradient) + (IsLast ? 0 : Math.Sqrt(sigma2) * noise);
    }

    private (double NextX, double X0) Ddim(double x, double x0, double gradient, double noise)
    {
        // Dhariwal and Nichol 2021, algorithm 2
        var eps = ((x - (Math.Sqrt(AlphaBar) * x0)) / Math.Sqrt(1 - AlphaBar)) - (Math.Sqrt(1 - AlphaBar) * gradient);
        x0 = X0(x, eps);

        // Song et al. 2021, eqs. 12 and 16; for η = 1, σ² is the posterior's variance.
        var sigma2 = Options.Eta * Options.Eta * PosteriorVariance;
        return ((Math.Sqrt(AlphaBarPrevious) * x0) + (Math.Sqrt(1 - AlphaBarPrevious - sigma2) * eps) + (Math.Sqrt(sigma2) * noise), x0);
    }

    /// <summary>The mean of N(x₀√ᾱ_{t−1}, 1 − ᾱ_{t−1}) after seeing x_t = √(1 − β)·x_{t−1} + √β·z.</summary>
    private double PosteriorMean(double x, double x0) => IsLast
        ? x0
        : PosteriorVariance * ((Math.Sqrt(1 - Beta) * x / Beta) + (Math.Sqrt(AlphaBarPrevious) * x0 / (1 - AlphaBarPrevious)));

    private double X0(double x, double eps) => (x - (Math.Sqrt(1 - AlphaBar) * eps)) / Math.Sqrt(AlphaBar);

    private double Eps(double x, double output) => Model.Prediction switch
    {
        PredictionKind.Epsilon => output,
        PredictionKind.X0 => EpsOfX0(x, output),
        PredictionKind.V => (Math.Sqrt(AlphaBar) * output) + (Math.Sqrt(1 - AlphaBar) * x),
        _ => EpsOfX0(x, (output - PosteriorMean(x, 0)) / PosteriorMean(0, 1)),
    };

    private double EpsOfX0(double x, double x0) => (x - (Math.Sqrt(AlphaBar) * x0)) / Math.Sqrt(1 - AlphaBar);
}
