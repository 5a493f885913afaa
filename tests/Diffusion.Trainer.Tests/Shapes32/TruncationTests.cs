using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Tests.Shapes32;

[Trait("Category", "Slow")]
public sealed class TruncationTests
{
    private const int Images = 320;
    private const int Steps = 50;

    /// <summary>With the guidance that jobs are advised to use. `bench priors` has the whole table, with other starts, and by labels alone.</summary>
    [Fact]
    public async Task Prior_AtEightTenthsOfTheChain_StaysWithinAQuarterOfTheWholeChainsDistance()
    {
        var device = Device.Select(DeviceChoice.Cpu);
        await using var engine = await SamplingEngine.StartAsync(Pictures.Model, device);
        using var judge = new Judge(Pictures.Model, device);
        var real = FeatureMoments.Of(judge.Features(Pictures.Real(0, Images)));

        var whole = await Distance(1, StartKind.Noise);
        var truncated = await Distance(0.8, StartKind.Prior);

        Assert.InRange(truncated, 0, 1.25 * whole);

        async Task<double> Distance(double share, StartKind start)
        {
            var images = await Pictures.Generated(engine, new SamplingOptions
            {
                Sampler = SamplerKind.Ddpm,
                Steps = $"{Steps * share:F0}",
                StartTimestep = (int)(Pictures.Model.Settings.Schedule.Timesteps * share),
                Start = start,
                Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 4 },
            }, Images);
            return FrechetDistance.Of(FeatureMoments.Of(judge.Features(images)), real);
        }
    }
}
