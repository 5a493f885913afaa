using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Cli.Tests.Reproducing;

public sealed class ReproductionTests
{
    private readonly Models models = new();

    [Fact]
    public async Task RunAsync_SameMachine_GivesTheSameBytes()
    {
        var result = await new Reproduction(models).RunAsync(await ImageAsync(), start: null, CancellationToken.None);

        Assert.True(result.IsAsItMustBe);
        Assert.Equal(["pixels: the same", "bytes: the same"], result.Describe());
    }

    [Fact]
    public async Task RunAsync_OtherDevice_GivesTheLargestDifference()
    {
        var file = await ImageAsync();
        models.Device = "other";
        models.Offset = 3 / 127.5f;

        var result = await new Reproduction(models).RunAsync(file, start: null, CancellationToken.None);

        Assert.True(result.IsAsItMustBe);
        Assert.Equal(["not the same here: device: test, here other", "pixels: the largest difference is 3 of 255"], result.Describe());
    }

    [Fact]
    public async Task RunAsync_SameDeviceOtherPixels_Fails()
    {
        var file = await ImageAsync();
        models.Offset = 3 / 127.5f;

        Assert.False((await new Reproduction(models).RunAsync(file, start: null, CancellationToken.None)).IsAsItMustBe);
    }

    [Fact]
    public async Task RunAsync_OtherModelContent_IsRefused()
    {
        var file = await ImageAsync();
        models.Hash = "other";

        await Assert.ThrowsAsync<ModelException>(() => new Reproduction(models).RunAsync(file, start: null, CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_FileWithoutProvenance_IsRefused() => await Assert.ThrowsAsync<CommandException>(() =>
        new Reproduction(models).RunAsync(PngFile.Encode(new Pixels(new byte[12], 2, 2, 3), provenance: null), start: null, CancellationToken.None));

    /// <summary>Neither is an image of its own: making one again would compare it with the finished image.</summary>
    [Fact]
    public async Task RunAsync_FilmOrAFrame_IsRefused()
    {
        var (pixels, provenance) = PngFile.Decode(await ImageAsync());
        byte[][] files = [PngFile.Encode(pixels, provenance! with { FrameTimestep = 480.5 }), AnimatedPngFile.Encode([pixels, pixels], provenance with { FilmTimesteps = [480, 0] })];
        foreach (var file in files)
        {
            var refused = await Assert.ThrowsAsync<CommandException>(() => new Reproduction(models).RunAsync(file, start: null, CancellationToken.None));
            Assert.Contains("film of image 5", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_PixelsChangedSince_IsRefused()
    {
        var (pixels, provenance) = PngFile.Decode(await ImageAsync());
        pixels.Bytes[0] ^= 1;

        await Assert.ThrowsAsync<CommandException>(() => new Reproduction(models).RunAsync(PngFile.Encode(pixels, provenance), start: null, CancellationToken.None));
    }

    private async Task<byte[]> ImageAsync()
    {
        var plan = Samples.Plan(count: 8) with { ModelHash = models.Hash };
        var loaded = await models.LoadAsync("tiny", models.Hash, CancellationToken.None);
        var sampling = SamplingPlan.Create(loaded.Model.Settings, JobSampling.Options(plan.Request));
        var pixels = Pixels.From(await models.GenerateAsync(JobImage.Request(loaded.Model, plan.Request, sampling, plan.Label(5), 5)));
        return PngFile.Encode(pixels, JobImage.Provenance(plan, 5, loaded, pixels));
    }

    private sealed class Models : IModelSource, IImageGenerator
    {
        public string Device { get; set; } = "test";

        public string Hash { get; set; } = "m";

        public float Offset { get; set; }

        public IReadOnlyList<string> Names => ["tiny"];

        public Task ReleaseAsync(LoadedModel? failed) => Task.CompletedTask;

        public JobModel? Find(string name) => new()
        {
            Name = name,
            Version = "1",
            Hash = Hash,
            Classes = ["disc", "ring"],
            HasNullClass = true,
            HasClassifierGradient = true,
            Rows = [1],
            Settings = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall),
        };

        public Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation) => hash == Hash
            ? Task.FromResult(new LoadedModel(Find(name)!, this, new RuntimeProvenance("CPUExecutionProvider", Device, "1.0", null)))
            : throw new ModelException("other content");

        public Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default)
        {
            var pixels = new float[12];
            PhiloxNoise.Fill(pixels, request.Seed, request.ImageIndex, NoiseStream.Start, (uint)request.NetworkLabel!.Value);
            return Task.FromResult(new SampledImage([.. pixels.Select(x => (x * 0.1f) + Offset)], 3, 2, 2));
        }
    }
}
