using Diffusion.Contracts;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>A job's words for sampling, translated.</summary>
public static class JobSampling
{
    /// <summary>The options that a job's images are sampled with.</summary>
    public static SamplingOptions Options(JobRequest request) => new()
    {
        Sampler = request.Sampler switch
        {
            SamplerName.Ddpm => SamplerKind.Ddpm,
            _ => SamplerKind.Ddim,
        },
        Eta = request.Eta,
        Steps = request.Steps,
        StartTimestep = request.StartTimestep,
        Guidance = new GuidanceOptions
        {
            Kind = request.Guidance.Kind switch
            {
                GuidanceName.Classifier => GuidanceKind.Classifier,
                GuidanceName.ClassifierFree => GuidanceKind.ClassifierFree,
                _ => GuidanceKind.None,
            },
            Scale = request.Guidance.Scale,
            NetworkSeesLabel = request.NetworkSees == NetworkSeesName.Label,
        },
    };
}
