namespace Diffusion.Sampling;

/// <summary>Everything about a chain that can be known before it starts: its timesteps and each step's coefficients.</summary>
public sealed class SamplingPlan
{
    private SamplingPlan(DiffusionModelSettings model, SamplingOptions options, NoiseSchedule schedule, IReadOnlyList<PlannedStep> steps)
    {
        Model = model;
        Options = options;
        Schedule = schedule;
        Steps = steps;
        NeedsClassifier = steps.Any(step => step.NeedsGradient);
        NeedsNullPass = steps.Any(step => step.NeedsNullPass);
        NeedsNoise = steps.Any(step => step.NeedsNoise);
        NeedsWeakNetwork = steps.Any(step => step.NeedsWeakNetwork);
    }

    public DiffusionModelSettings Model { get; }

    public SamplingOptions Options { get; }

    /// <summary>The model's schedule over the kept timesteps alone.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>
    /// From the noisiest to the clean image; with <see cref="StartKind.Inversion"/> from the clean image up, and then down again.
    /// </summary>
    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>ᾱ of what the chain starts from: 1 where a given image is encoded first.</summary>
    public double StartAlphaBar => Options.Start == StartKind.Inversion ? 1 : Steps[0].AlphaBar;

    /// <summary>A classifier's gradient acts in some step.</summary>
    public bool NeedsClassifier { get; }

    /// <summary>The network is also asked with the null class in some step: an image takes two rows.</summary>
    public bool NeedsNullPass { get; }

    /// <summary>The weaker network acts in some step.</summary>
    public bool NeedsWeakNetwork { get; }

    /// <summary>Some step adds noise.</summary>
    public bool NeedsNoise { get; }

    /// <summary>How many of an image's largest |x̂₀| its thresholding looks at: 1 unless that is dynamic.</summary>
    /// <param name="elements">C·H·W.</param>
    public int ThresholdCount(int elements) => Options.Thresholding == ThresholdingKind.Dynamic
        ? Threshold.Count((float)Options.ThresholdPercentile, elements)
        : 1;

    /// <summary>Plans a chain.</summary>
    /// <exception cref="SamplingException">The options do not fit the model; every problem is listed.</exception>
    public static SamplingPlan Create(DiffusionModelSettings model, SamplingOptions options)
    {
        var noisiest = Noisiest(model, options);
        var sampler = Samplers.Of(options.Sampler);
        var chain = Enumerable.Range(0, noisiest.K + 1).Reverse().SelectMany(k => sampler.Plan(noisiest with { K = k }));

        if (options.Start != StartKind.Inversion)
        {
            return Of(noisiest, chain, sampler);
        }

        // Unguided and without thresholding, which could not be undone. Decoding begins at the last place, so nothing is encoded beyond.
        var encoding = options with { Guidance = GuidanceOptions.None, Thresholding = ThresholdingKind.None };
        return Of(noisiest, Inversion(noisiest with { Options = encoding }).SkipLast(1).Concat(chain), sampler);
    }

    /// <summary>
    /// Plans DDIM inversion alone: from a clean image through every kept timestep, and from the last of them to pure noise, as
    /// guided-diffusion's ddim_reverse_sample. The options' sampler, eta, guidance and start play no part.
    /// </summary>
    /// <exception cref="SamplingException">The options do not fit the model; every problem is listed.</exception>
    public static SamplingPlan CreateInversion(DiffusionModelSettings model, SamplingOptions options)
    {
        var noisiest = Noisiest(model, options with { Start = StartKind.Inversion, Guidance = GuidanceOptions.None });
        return Of(noisiest, Inversion(noisiest), new DdimSampler());
    }

    /// <summary>
    /// Plans a chain without its last step: it ends with x_s, where s is the least noisy timestep that is visited, as a truncated cascade
    /// hands it to a super-resolution UNet (Ho et al. 2021, section 4.2).
    /// </summary>
    /// <exception cref="SamplingException">The options do not fit the model, or visit one timestep only; every problem is listed.</exception>
    public static SamplingPlan CreateUnfinished(DiffusionModelSettings model, SamplingOptions options)
    {
        var noisiest = Noisiest(model, options);
        if (noisiest.K == 0)
        {
            throw new SamplingException($"The plan visits timestep {noisiest.Timesteps[0]} alone, so that nothing is left without its last step. Take 2 steps or more.");
        }

        var sampler = Samplers.Of(options.Sampler);
        return Of(noisiest, Enumerable.Range(1, noisiest.K).Reverse().SelectMany(k => sampler.Plan(noisiest with { K = k })), sampler);
    }

    private static ChainPosition Noisiest(DiffusionModelSettings model, SamplingOptions options)
    {
        var problems = new List<string>();
        SamplingOptionsCheck.Check(model, options, problems);
        var kept = KeptTimesteps.Of(model.Schedule, options, problems);
        SamplingOptionsCheck.CheckStart(model.Schedule, options, kept, problems);
        if (problems.Count > 0)
        {
            throw new SamplingException(problems);
        }

        var schedule = model.Schedule.RespaceTo([.. kept.Select(place => place.AlphaBar)]);
        return new ChainPosition(model, options, schedule, [.. kept.Select(place => place.Timestep)], kept.Count - 1);
    }

    private static IEnumerable<StepEvaluation> Inversion(ChainPosition noisiest) =>
        Enumerable.Range(0, noisiest.K + 1).Select(k => DdimInversion.Plan(noisiest with { K = k }));

    private static SamplingPlan Of(ChainPosition noisiest, IEnumerable<StepEvaluation> evaluations, ISampler sampler) => new(
        noisiest.Model,
        noisiest.Options,
        noisiest.Schedule,
        [.. evaluations.Select((evaluation, index) => StepPlanner.Plan(evaluation, sampler, index))]);
}
