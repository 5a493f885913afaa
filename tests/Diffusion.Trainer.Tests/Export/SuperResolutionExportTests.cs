using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Export;

/// <summary>A small chain hands its pictures to a super-resolution UNet, in the engine that jobs run in.</summary>
public sealed class SuperResolutionExportTests : IDisposable
{
    private const int NoisedTo = 100;

    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public async Task Write_UpsamplerToldOfNoise_SamplesFromTruncatedAndFromFinishedSmallChains()
    {
        var small = Export("small", new LowResolutionSettings { Size = images.Size / 2 });
        var large = Export("large", new LowResolutionSettings { Size = images.Size / 2, NoiseTimesteps = 200 });
        var (size, schedule) = (images.Size / 2, large.Settings.Schedule);
        var noise = new PhiloxImageNoise(Seed: 5, Image: 0);

        // What a small chain that was cut at s would give, and one that was not.
        var finished = new float[3 * size * size];
        Array.Fill(finished, 0.25f);
        var truncated = LowResolutionImage.CutOff(finished, 3, schedule, NoisedTo);
        var noised = LowResolutionImage.Noised(finished, 3, schedule, NoisedTo, noise);
        Assert.Equal(4 * size * size, noised.Length);
        Assert.All(noised[^(size * size)..], level => Assert.Equal(Math.Sqrt(1 - schedule.AlphaBar[NoisedTo]), level, tolerance: 1e-6));

        await using var engine = await SamplingEngine.StartAsync(large, Device.Select(DeviceChoice.Cpu));
        var plan = SamplingPlan.Create(large.Settings, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "4" });
        var (fromTruncated, again, fromNoised) = (await Sample(truncated), await Sample(truncated), await Sample(noised));
        Assert.All(fromTruncated, value => Assert.InRange(value, -1.001f, 1.001f));
        Assert.Equal(fromTruncated, again);
        Assert.NotEqual(fromTruncated, fromNoised);

        // A network that was not told of noise takes the picture alone.
        await using var plain = await SamplingEngine.StartAsync(small, Device.Select(DeviceChoice.Cpu));
        await Assert.ThrowsAnyAsync<Exception>(() => plain.GenerateAsync(Request(truncated)));
        Assert.Equal(3 * images.Size * images.Size, (await plain.GenerateAsync(Request(finished))).Pixels.Length);

        async Task<float[]> Sample(float[] told) => (await engine.GenerateAsync(Request(told))).Pixels;

        ImageRequest Request(float[] told) => new(plan, 0, null, Seed: 5, ImageIndex: 0) { LowResolution = told };
    }

    [Fact]
    public async Task UnfinishedChain_OneMoreStep_GivesThePictureOfTheWholeChain()
    {
        var model = Export("small", null);
        await using var engine = await SamplingEngine.StartAsync(model, Device.Select(DeviceChoice.Cpu));
        var options = new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "5", EndTimestep = NoisedTo };
        var whole = await Pixels(SamplingPlan.Create(model.Settings, options), null);
        var xs = await Pixels(SamplingPlan.CreateUnfinished(model.Settings, options), null);
        Assert.NotEqual(whole, xs);

        // x_s goes in as the noise of an empty picture, since a picture ends at ±1.
        var last = options with { StartTimestep = NoisedTo + 1, Timesteps = [NoisedTo], Steps = "", Start = StartKind.Image };
        var rest = await Pixels(SamplingPlan.Create(model.Settings, last), xs);
        Assert.Equal(whole, rest, (a, b) => Math.Abs(a - b) < 1e-3);

        async Task<float[]> Pixels(SamplingPlan plan, float[]? start)
        {
            var request = new ImageRequest(plan, 0, null, Seed: 3, ImageIndex: 0);
            request = start is null ? request : request with { StartImage = new float[start.Length], Noise = new Given(start, plan.StartAlphaBar) };
            return (await engine.GenerateAsync(request)).Pixels;
        }
    }

    public void Dispose() => folder.Dispose();

    private ModelFolder Export(string name, LowResolutionSettings? small)
    {
        var run = Path.Combine(folder.Path, "run-" + name);
        TestRuns.Train(run, TestRuns.Unet(images) with { LowResolution = small, Steps = 4 }, images);
        var differences = ModelExport.Write(new ExportRuns(run), Path.Combine(folder.Path, name), name);
        Assert.All(differences, difference => Assert.True(difference.IsSmall, difference.ToString()));
        return ModelFolder.Open(Path.Combine(folder.Path, name));
    }

    /// <summary>Noise with √(1 − ᾱ)·ε = x.</summary>
    private sealed class Given(float[] x, double alphaBar) : IImageNoise
    {
        public void Fill(Span<float> destination, NoiseStream stream, uint draw)
        {
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = (float)(x[i] / Math.Sqrt(1 - alphaBar));
            }
        }
    }
}
