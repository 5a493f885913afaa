using Diffusion.Sampling;

namespace Diffusion.Trainer.Timesteps;

/// <summary>The named timestep samplers: T ─► sampler.</summary>
public static class TimestepSamplers
{
    public const string Uniform = "uniform";

    public static NamedChoices<Func<int, ITimestepSampler>> Table { get; } = new(
        "timestep sampler",
        (Uniform, count => new UniformTimesteps(count)),
        ("lossSecondMoment", count => new SecondMomentTimesteps(count)));
}
