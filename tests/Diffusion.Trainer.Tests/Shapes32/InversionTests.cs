using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Tests.Shapes32;

[Trait("Category", "Slow")]
public sealed class InversionTests
{
    /// <summary>Unguided and unclipped; the steps are even in log-SNR, where encoding and decoding lose least.</summary>
    [Fact]
    public async Task Inversion_HundredSteps_MostPicturesComeBackAt30Decibels()
    {
        var plan = SamplingPlan.Create(Pictures.Model.Settings, new SamplingOptions
        {
            Sampler = SamplerKind.Ddim,
            Steps = "logsnr100",
            Start = StartKind.Inversion,
            Thresholding = ThresholdingKind.None,
        });
        await using var engine = await SamplingEngine.StartAsync(Pictures.Model, Device.Select(DeviceChoice.Cpu));

        var ratios = await Task.WhenAll(Pictures.Real(0, 11).Select(async (picture, index) =>
        {
            var request = new ImageRequest(plan, NetworkLabel: null, ClassifierLabel: null, Seed: 1, (uint)index) { StartImage = picture };
            return SignalToNoise(picture, (await engine.GenerateAsync(request)).Pixels);
        }));

        var median = ratios.Order().ElementAt(ratios.Length / 2);
        Assert.True(median >= 30, $"The median is {median:F1} dB of {string.Join(", ", ratios.Select(ratio => $"{ratio:F1}"))}.");
    }

    /// <summary>Peak signal-to-noise ratio in dB; the peak is 2, from −1 to 1.</summary>
    private static double SignalToNoise(float[] picture, float[] decoded)
    {
        var squares = picture.Zip(decoded, (a, b) => a - Math.Clamp(b, -1, 1)).Average(difference => difference * (double)difference);
        return 10 * Math.Log10(4 / squares);
    }
}
