namespace Diffusion.Sampling;

/// <summary>Every named choice of this project, as written in jobs and model cards.</summary>
public static class SamplingChoices
{
    public static NamedChoices<SamplerKind> Samplers { get; } = new(
        "sampler",
        ("ddpm", SamplerKind.Ddpm),
        ("ddim", SamplerKind.Ddim),
        ("dpm++2m", SamplerKind.DpmSolver2M),
        ("heun", SamplerKind.Heun));

    public static NamedChoices<StartKind> Starts { get; } = new(
        "start",
        ("noise", StartKind.Noise),
        ("image", StartKind.Image),
        ("inversion", StartKind.Inversion),
        ("prior", StartKind.Prior));

    public static NamedChoices<GuidanceKind> Guidance { get; } = new(
        "guidance",
        ("none", GuidanceKind.None),
        ("classifier", GuidanceKind.Classifier),
        ("classifierFree", GuidanceKind.ClassifierFree),
        ("both", GuidanceKind.Both),
        ("autoguidance", GuidanceKind.Autoguidance));

    public static NamedChoices<GradientPoint> GradientPoints { get; } = new(
        "point of the gradient",
        ("sample", GradientPoint.Sample),
        ("mean", GradientPoint.Mean));

    public static NamedChoices<ThresholdingKind> Thresholding { get; } = new(
        "thresholding",
        ("none", ThresholdingKind.None),
        ("static", ThresholdingKind.Static),
        ("dynamic", ThresholdingKind.Dynamic));

    public static NamedChoices<PredictionKind> Predictions { get; } = new(
        "prediction",
        ("epsilon", PredictionKind.Epsilon),
        ("x0", PredictionKind.X0),
        ("v", PredictionKind.V),
        ("previousX", PredictionKind.PreviousX));

    public static NamedChoices<VarianceKind> Variances { get; } = new(
        "variance",
        ("fixedSmall", VarianceKind.FixedSmall),
        ("fixedLarge", VarianceKind.FixedLarge),
        ("learned", VarianceKind.Learned),
        ("learnedRange", VarianceKind.LearnedRange));
}
