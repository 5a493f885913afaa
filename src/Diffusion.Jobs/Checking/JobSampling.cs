using Diffusion.Contracts;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>A job's words for sampling, translated.</summary>
public static class JobSampling
{
    private static readonly Dictionary<SamplerName, SamplerKind> Samplers = new()
    {
        [SamplerName.Ddpm] = SamplerKind.Ddpm,
        [SamplerName.Ddim] = SamplerKind.Ddim,
        [SamplerName.DpmSolver2M] = SamplerKind.DpmSolver2M,
        [SamplerName.Heun] = SamplerKind.Heun,
    };

    private static readonly Dictionary<StartName, StartKind> Starts = new()
    {
        [StartName.Noise] = StartKind.Noise,
        [StartName.Image] = StartKind.Image,
        [StartName.Inversion] = StartKind.Inversion,
        [StartName.Prior] = StartKind.Prior,
    };

    private static readonly Dictionary<ThresholdingName, ThresholdingKind> Thresholdings = new()
    {
        [ThresholdingName.None] = ThresholdingKind.None,
        [ThresholdingName.Static] = ThresholdingKind.Static,
        [ThresholdingName.Dynamic] = ThresholdingKind.Dynamic,
    };

    private static readonly Dictionary<GuidanceName, GuidanceKind> Guidances = new()
    {
        [GuidanceName.None] = GuidanceKind.None,
        [GuidanceName.Classifier] = GuidanceKind.Classifier,
        [GuidanceName.ClassifierFree] = GuidanceKind.ClassifierFree,
        [GuidanceName.Both] = GuidanceKind.Both,
        [GuidanceName.Autoguidance] = GuidanceKind.Autoguidance,
    };

    /// <summary>The options that images are sampled with.</summary>
    /// <param name="request">A job of one guidance scale, or an image's part of a job of several.</param>
    public static SamplingOptions Options(JobRequest request) => new()
    {
        Sampler = Samplers[request.Sampler],
        Eta = request.Eta,
        Steps = request.Steps ?? "",
        Timesteps = request.Timesteps?.Values,
        StartTimestep = request.StartTimestep,
        EndTimestep = request.EndTimestep,
        Start = Starts[request.Start],
        Thresholding = Thresholdings[request.Thresholding],
        ThresholdPercentile = request.ThresholdPercentile,
        Guidance = Guidance(request.Guidance) with { NetworkSeesLabel = request.NetworkSees == NetworkSeesName.Label },
    };

    private static GuidanceOptions Guidance(GuidanceRequest request) => new()
    {
        Kind = Guidances[request.Kind],
        Scale = request.Scale ?? throw new ArgumentException("The job has several guidance scales. Choose one image's guidance.", nameof(request)),
        ClassifierScale = request.ClassifierScale,
        Rescale = request.Rescale,
        GradientAt = request.GradientAt == GradientPointName.Mean ? GradientPoint.Mean : GradientPoint.Sample,
        Interval = request.Interval is not { } interval ? null
            : interval == TimestepRange.All ? GuidanceInterval.All
            : new GuidanceInterval(interval.Lowest, interval.Highest),
        Schedule = request.Schedule is { } schedule ? [.. schedule.Points.Select(point => new GuidanceFactor(point.Timestep, point.Factor))] : null,
    };
}
