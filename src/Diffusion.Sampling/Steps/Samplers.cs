namespace Diffusion.Sampling;

/// <summary>The sampler of each kind.</summary>
internal static class Samplers
{
    public static ISampler Of(SamplerKind kind) => kind switch
    {
        SamplerKind.Ddpm => new DdpmSampler(),
        SamplerKind.Ddim => new DdimSampler(),
        SamplerKind.DpmSolver2M => new DpmSolver2MSampler(),
        SamplerKind.Heun => new HeunSampler(),
        _ => throw new SamplingException(SamplingChoices.Samplers.Unknown(kind)),
    };
}
