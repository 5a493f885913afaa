using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Guidance;

/// <summary>DDIM with a classifier whose gradient does not vanish where only noise is left, as a trained one's does not.</summary>
public sealed class ScoreFormTests
{
    private const double Scale = 4;

    [Fact]
    public void Chain_ByDefault_StaysInRange() => Assert.InRange(Largest(interval: null), 0, 10);

    [Fact]
    public void Chain_EverywhereAsInGuidedDiffusion_LosesTheImage() => Assert.InRange(Largest(GuidanceInterval.All), 100, 10_000);

    /// <summary>The largest |x| of a 25-step chain from t = 999 over a cosine schedule of 1,000.</summary>
    private static float Largest(GuidanceInterval? interval)
    {
        var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), PredictionKind.X0, VarianceKind.FixedSmall);
        var plan = SamplingPlan.Create(model, new SamplingOptions
        {
            Sampler = SamplerKind.Ddim,
            Steps = "25",
            Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = Scale, Interval = interval },
        });
        using var session = new StepSession(model, 1, 2, 2);

        var x = new float[4];
        PhiloxNoise.Fill(x, 0, 0, NoiseStream.Start, 0);
        var largest = 0f;
        foreach (var step in plan.Steps)
        {
            // The network always sees the same grey image; the classifier always wants it a little brighter.
            x = session.Run([new StepInput(x, [0.2f, 0.2f, 0.2f, 0.2f], [0.05f, 0.05f, 0.05f, 0.05f], new float[4], step.Coefficients)])[0].NextX;
            largest = Math.Max(largest, x.Max(Math.Abs));
        }

        return largest;
    }
}
