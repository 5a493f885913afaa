using Diffusion.Golden;

namespace Diffusion.Sampling.Tests.Golden;

/// <summary>Switches of cases that this repository's own folder does not combine, as another folder may.</summary>
public sealed class GoldenOptionsTests
{
    [Fact]
    public void Plan_ClassifierAndClassifierFree_AreBoth()
    {
        var guidance = GoldenSampling.Plan(Case("ddim", "5", "3")).Options.Guidance;
        Assert.Equal((GuidanceKind.Both, 4.0, 5.0), (guidance.Kind, guidance.Scale, guidance.ClassifierScale));
        Assert.Equal(GuidanceInterval.All, guidance.Interval);
        Assert.Equal(GuidanceKind.Classifier, GoldenSampling.Plan(Case("ddim", "5", "null")).Options.Guidance.Kind);
        Assert.Equal(GuidanceKind.ClassifierFree, GoldenSampling.Plan(Case("ddim", "null", "3")).Options.Guidance.Kind);
        Assert.Equal(GuidanceKind.None, GoldenSampling.Plan(Case("ddim", "null", "null")).Options.Guidance.Kind);
    }

    /// <summary>The noisiest of cosine's "ddim5" of 20 timesteps has ᾱ 0.0537, where jobs may not start from noise.</summary>
    [Theory]
    [InlineData("ddpm")]
    [InlineData("ddim")]
    [InlineData("ddim_reverse")]
    public void Plan_BeginsWhereSignalIsLeft_IsPlanned(string sampler)
    {
        var golden = Case(sampler, "null", "null");
        var plan = GoldenSampling.Decoding(golden) ?? GoldenSampling.Plan(golden);
        Assert.Equal([16.0, 12, 8, 4, 0], plan.Steps.Select(step => step.Timestep));
    }

    private static GoldenCase Case(string sampler, string classifierScale, string w) => GoldenCase.Parse(
        "sampling/made_up",
        $$"""
        {
          "config": {
            "sampler": "{{sampler}}", "eta": null, "clip_denoised": true, "classifier_scale": {{classifierScale}}, "classifier_free_guidance_w": {{w}},
            "diffusion": {
              "class": "SpacedDiffusion", "schedule": "cosine", "T": 20, "respacing": "ddim5", "mean_type": "EPSILON", "var_type": "FIXED_SMALL", "rescale_timesteps": false
            }
          }
        }
        """);
}
