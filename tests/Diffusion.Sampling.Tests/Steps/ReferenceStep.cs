namespace Diffusion.Sampling.Tests.Steps;

/// <summary>
/// One step of one element in double, written from the papers' other forms: guidance on ε, the posterior by Bayes' rule.
/// Only ᾱ_t and ᾱ_{t−1} are known to it, and ᾱ of the evaluation before.
/// </summary>
internal sealed record ReferenceStep(DiffusionModelSettings Model, SamplingOptions Options, double AlphaBar, double AlphaBarPrevious, double SecondPosteriorVariance)
{
    /// <summary>ᾱ at the evaluation before; null at the first.</summary>
    public double? AlphaBarBefore { get; init; }

    /// <summary>Heun's second evaluation, whose x is where Euler's step came to.</summary>
    public bool IsCorrection { get; init; }

    private bool IsSolver => Options.Sampler is SamplerKind.DpmSolver2M or SamplerKind.Heun;

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
    /// <param name="kept">x̂₀ of the evaluation before.</param>
    /// <param name="s">What x̂₀ is clipped to and divided by; infinite where it is left as it is.</param>
    public (double NextX, double X0) Take(
        double x, double output, double other, double variance, double gradient, double noise, double kept, double s)
    {
        var x0 = UnthresholdedX0(x, output, other, gradient);
        x0 = double.IsInfinity(s) ? x0 : Math.Clamp(x0, -s, s) / s;
        return Options.Sampler switch
        {
            SamplerKind.Ddim => Ddim(x, x0, Scale * gradient, noise),
            SamplerKind.DpmSolver2M => (DpmSolver(x, x0, kept), x0),
            SamplerKind.Heun => (Math.Sqrt(IsCorrection ? AlphaBar : AlphaBarPrevious) * (IsCorrection ? Corrected(x, x0, kept) : Euler(x, x0)), x0),
            _ => (Ddpm(x, x0, output + (Factor * (output - other)), variance, Scale * gradient, noise), x0),
        };
    }

    /// <summary>Ho and Salimans 2022, eq. 6, on ε; and the classifier's gradient too where thresholding comes after it.</summary>
    public double UnthresholdedX0(double x, double output, double other, double gradient)
    {
        var eps = Eps(x, output) + (Factor * (Eps(x, output) - Eps(x, other)));
        return X0(x, IsSolver ? eps - (Math.Sqrt(1 - AlphaBar) * Scale * gradient) : eps);
    }

    private double Scale => Options.Guidance.Kind switch
    {
        GuidanceKind.Classifier => Options.Guidance.Scale,
        GuidanceKind.Both => Options.Guidance.ClassifierScale,
        _ => 0,
    };

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

    /// <summary>Lu et al. 2022b, algorithm 2: the integral of e^λ·x̂₀ from λ to λ + h, x̂₀ constant at first and at last, else a line in λ.</summary>
    private double DpmSolver(double x, double x0, double kept)
    {
        if (IsLast)
        {
            return x0;
        }

        var h = Lambda(AlphaBarPrevious) - Lambda(AlphaBar);
        var atMiddle = AlphaBarBefore is { } before ? x0 + (h / 2 * (x0 - kept) / (Lambda(AlphaBar) - Lambda(before))) : x0;
        return (Math.Sqrt((1 - AlphaBarPrevious) / (1 - AlphaBar)) * x) + (Math.Sqrt(AlphaBarPrevious) * (1 - Math.Exp(-h)) * atMiddle);
    }

    /// <summary>Karras et al. 2022, algorithm 1, lines 4 and 5, in y = x/√ᾱ.</summary>
    private double Euler(double x, double x0)
    {
        var y = x / Math.Sqrt(AlphaBar);
        return y + ((Sigma(AlphaBarPrevious) - Sigma(AlphaBar)) * (y - x0) / Sigma(AlphaBar));
    }

    /// <summary>Lines 7 and 8: y of before Euler's step is found again, and goes along the mean of both slopes.</summary>
    private double Corrected(double x, double x0, double kept)
    {
        var (y, sigma) = (x / Math.Sqrt(AlphaBar), Sigma(AlphaBar));
        var length = sigma - Sigma(AlphaBarBefore!.Value);
        var slope = (y - kept) / sigma;
        return y - (length * slope) + (length * (slope + ((y - x0) / sigma)) / 2);
    }

    private static double Sigma(double alphaBar) => Math.Sqrt((1 - alphaBar) / alphaBar);

    private static double Lambda(double alphaBar) => Math.Log(alphaBar / (1 - alphaBar)) / 2;

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
