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
    }

    public DiffusionModelSettings Model { get; }

    public SamplingOptions Options { get; }

    /// <summary>The model's schedule over the kept timesteps alone.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>From the noisiest to the clean image.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>A classifier's gradient acts in some step.</summary>
    public bool NeedsClassifier { get; }

    /// <summary>The network is also asked with the null class in some step: an image takes two rows.</summary>
    public bool NeedsNullPass { get; }

    /// <summary>Some step adds noise.</summary>
    public bool NeedsNoise { get; }

    /// <summary>Plans a chain.</summary>
    /// <exception cref="SamplingException">The options do not fit the model; every problem is listed.</exception>
    public static SamplingPlan Create(DiffusionModelSettings model, SamplingOptions options)
    {
        var problems = new List<string>();
        SamplingOptionsCheck.Check(model, options, problems);
        var kept = KeptTimesteps.Of(model.Schedule, options, problems);
        if (problems.Count > 0)
        {
            throw new SamplingException(problems);
        }

        var schedule = model.Schedule.Respace(kept);
        var steps = new PlannedStep[kept.Count];
        for (var index = 0; index < steps.Length; index++)
        {
            var k = steps.Length - 1 - index;
            steps[index] = StepPlanner.Plan(new ChainPosition(model, options, schedule, k), kept[k], index);
        }

        return new SamplingPlan(model, options, schedule, steps);
    }
}
