using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// With the exact denoiser a chain of ever more steps ends in the data's own distribution: the same means, covariances and shares
/// of the components, as extrapolated from two numbers of steps.
/// </summary>
public sealed class MixtureTests(ExactModelFixture exact) : IClassFixture<ExactModelFixture>
{
    private const int Samples = 8192;
    private static readonly GaussianMixture Mixture = GaussianMixture.Example;

    [Theory]
    [InlineData(SamplerKind.Ddpm, "120", "60")]
    [InlineData(SamplerKind.Ddim, "120", "60")]
    public Task GenerateAsync_WithoutLabel_IsTheMixture(SamplerKind sampler, string steps, string half) =>
        IsTheMixture(new() { Sampler = sampler }, steps, half);

    /// <summary>Images of the mixture, noised part of the way and sampled from there, are the mixture again.</summary>
    [Theory]
    [InlineData(SamplerKind.Ddpm, "60", "30")]
    [InlineData(SamplerKind.Ddim, "60", "30")]
    public Task GenerateAsync_FromNoisedImages_IsTheMixture(SamplerKind sampler, string steps, string half)
    {
        var random = new Random(1);
        var images = Enumerable.Range(0, Samples).Select(_ => Mixture.Draw(random)).ToArray();
        return IsTheMixture(new() { Sampler = sampler, StartTimestep = 300, Start = StartKind.Image }, steps, half, image => images[image]);
    }

    /// <summary>The exact q(x_t) part of the way stands for the noisier part of the chain.</summary>
    [Theory]
    [InlineData(SamplerKind.Ddpm, "60", "30")]
    [InlineData(SamplerKind.Ddim, "60", "30")]
    public Task GenerateAsync_FromThePrior_IsTheMixture(SamplerKind sampler, string steps, string half) =>
        IsTheMixture(new() { Sampler = sampler, StartTimestep = 300, Start = StartKind.Prior }, steps, half);

    /// <summary>DDPM with the classifier's gradient at scale 1 samples p(x | y) ∝ p(x)·p(y | x), though the network sees no label.</summary>
    [Fact]
    public async Task GenerateAsync_GuidedAtScaleOne_IsTheComponent()
    {
        const int Label = 2;
        var options = new SamplingOptions { Guidance = new() { Kind = GuidanceKind.Classifier, Scale = 1, NetworkSeesLabel = false } };
        var (limit, allowance) = await Limit(options, "200", "100", Mixture.Mean(Label), target: Label);

        // How much of a component the others could have made has no closed form.
        var random = new Random(2);
        var drawn = Moments.Of(Mixture, [.. Enumerable.Range(0, 4 * Samples).Select(_ => Mixture.Draw(random, Label))], Mixture.Mean(Label));
        var first = drawn.Values.Length - Mixture.Components;
        limit.AssertNear(
            [.. Moments.Exact(Mixture.Mean(Label), Mixture.Covariance(Label)), .. drawn.Values[first..]],
            i => allowance[i] + (i < first ? 0 : 5 * drawn.Errors[i]));
    }

    /// <summary>As it stands at 1,000 steps, the error of whose length 500 tell: both samplers are of the first order.</summary>
    [Theory]
    [InlineData(SamplerKind.Ddpm)]
    [InlineData(SamplerKind.Ddim)]
    [Trait("Category", "Slow")]
    public async Task GenerateAsync_AThousandSteps_IsTheMixtureWithinRichardsonsBound(SamplerKind sampler)
    {
        var options = new SamplingOptions { Sampler = sampler };
        var fine = await exact.Model.SampleAsync(exact.Model.Plan(options with { Steps = "1000" }), Samples);
        var coarse = await exact.Model.SampleAsync(exact.Model.Plan(options with { Steps = "500" }), Samples);
        var (moments, bound) = Moments.Richardson(Mixture, fine, coarse, Mixture.Mean(), order: 1);
        moments.AssertNear([.. Moments.Exact(Mixture.Mean(), Mixture.Covariance()), .. Mixture.Weights], i => bound[i]);
    }

    private async Task IsTheMixture(SamplingOptions options, string steps, string half, Func<int, double[]>? start = null)
    {
        var (limit, allowance) = await Limit(options, steps, half, Mixture.Mean(), start: start);
        limit.AssertNear([.. Moments.Exact(Mixture.Mean(), Mixture.Covariance()), .. Mixture.Weights], i => allowance[i]);
    }

    private async Task<(Moments Limit, double[] Allowance)> Limit(
        SamplingOptions options, string steps, string half, double[] centre, int? target = null, Func<int, double[]>? start = null)
    {
        var fine = await exact.Model.SampleAsync(exact.Model.Plan(options with { Steps = steps }), Samples, target: target, start: start);
        var coarse = await exact.Model.SampleAsync(exact.Model.Plan(options with { Steps = half }), Samples, target: target, start: start);
        return Moments.Extrapolate(Mixture, fine, coarse, centre);
    }
}
