namespace Diffusion.Sampling;

/// <summary>Every named choice of this project, as written in jobs and model cards.</summary>
public static class SamplingChoices
{
    public static NamedChoices<SamplerKind> Samplers { get; } = new(
        "sampler",
        ("ddpm", SamplerKind.Ddpm),
        ("ddim", SamplerKind.Ddim));

    public static NamedChoices<GuidanceKind> Guidance { get; } = new(
        "guidance",
        ("none", GuidanceKind.None),
        ("classifier", GuidanceKind.Classifier),
        ("classifierFree", GuidanceKind.ClassifierFree));

    public static NamedChoices<ThresholdingKind> Thresholding { get; } = new(
        "thresholding",
        ("none", ThresholdingKind.None),
        ("static", ThresholdingKind.Static));

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
