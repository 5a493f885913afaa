using Diffusion.Sampling;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Timesteps;

/// <summary>The named timestep samplers: settings ─► sampler.</summary>
public static class TimestepSamplers
{
    public const string Uniform = "uniform";
    public const string LogNormal = "logNormal";

    public static NamedChoices<Func<TrainingSettings, ITimestepSampler>> Table { get; } = new(
        "timestep sampler",
        (Uniform, settings => new UniformTimesteps(settings.Timesteps)),
        ("lossSecondMoment", settings => new SecondMomentTimesteps(settings.Timesteps)),
        (LogNormal, settings => new LogNormalTimesteps(
            NoiseSchedule.Create(settings.Schedule, settings.Timesteps), settings.LogNormalMean, settings.LogNormalDeviation)));
}
