using Diffusion.Cli;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.EndToEnd.Tests;

/// <summary>What a job can ask of sampling: each reaches the image, stands in the image's provenance, and makes the same image again from there.</summary>
[Collection(ServiceTests.Name)]
public sealed class FeaturesThroughTheServiceTests(ServiceFixture service, FeaturesThroughTheServiceTests.Submitted submitted)
    : IClassFixture<FeaturesThroughTheServiceTests.Submitted>
{
    private static readonly JobRequest Plain = new() { Model = TinyVariants.Whole, Count = 1, Seed = 5, Steps = "5", Prefix = "features" };
    private static readonly GuidanceRequest Classifier = new() { Kind = GuidanceName.Classifier, Scale = 3, Interval = TimestepRange.All };
    private static readonly GuidanceRequest ClassifierFree = new() { Kind = GuidanceName.ClassifierFree, Scale = 20 };

    /// <summary>Names, each with a job and the same job without what the name says.</summary>
    private static readonly Dictionary<string, (JobRequest With, JobRequest Without)> Features = new(StringComparer.Ordinal)
    {
        ["prior"] = (Plain with { Start = StartName.Prior, StartTimestep = 900 }, Plain with { StartTimestep = 900 }),
        ["image"] = (Plain with { Start = StartName.Image, StartImages = new(Submitted.StartImage), StartTimestep = 900 }, Plain with { StartTimestep = 900 }),
        ["inversion"] = (Plain with { Start = StartName.Inversion, StartImages = new(Submitted.StartImage) }, Plain),
        ["interpolation"] = (Plain with { Interpolate = new([(1, 2)], 3), Count = 3 }, Plain with { Seed = 1 }),
        ["solver-2m"] = (Plain with { Sampler = SamplerName.DpmSolver2M, Steps = "logsnr5" }, Plain with { Steps = "logsnr5" }),
        ["heun"] = (Plain with { Sampler = SamplerName.Heun, Steps = "karras5" }, Plain with { Steps = "karras5" }),
        ["dynamic-thresholding"] = (
            Plain with { Thresholding = ThresholdingName.Dynamic, ThresholdPercentile = 0.9, Guidance = ClassifierFree },
            Plain with { Thresholding = ThresholdingName.Dynamic, Guidance = ClassifierFree }),
        ["no-thresholding"] = (Plain with { Thresholding = ThresholdingName.None, Guidance = ClassifierFree }, Plain with { Guidance = ClassifierFree }),
        ["autoguidance"] = (Plain with { Guidance = ClassifierFree with { Kind = GuidanceName.Autoguidance } }, Plain),
        ["interval"] = (Plain with { Guidance = ClassifierFree with { Interval = new(200, 600) } }, Plain with { Guidance = ClassifierFree }),
        ["schedule"] = (Plain with { Guidance = ClassifierFree with { Schedule = new((200, 0), (800, 1.5)) } }, Plain with { Guidance = ClassifierFree }),
        ["rescale"] = (Plain with { Guidance = ClassifierFree with { Rescale = 0.7 } }, Plain with { Guidance = ClassifierFree }),
        ["gradient-at-mean"] = (
            Plain with { Sampler = SamplerName.Ddpm, Guidance = Classifier with { GradientAt = GradientPointName.Mean } },
            Plain with { Sampler = SamplerName.Ddpm, Guidance = Classifier }),
        ["end-timestep"] = (Plain with { EndTimestep = 300 }, Plain),
        ["timesteps"] = (Plain with { Steps = null, Timesteps = new(0, 100, 300, 600, 999) }, Plain),
    };

    public static TheoryData<string> Names => [.. Features.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Job_OfAFeature_IsReproducedFromItsProvenance(string name)
    {
        var (with, without) = Features[name];

        var outcome = await submitted.EndAsync(name);

        Assert.Equal((JobState.Completed, with.Count), (outcome.State, outcome.Images));
        var file = await service.ReadAsync(outcome.Plan!.ImageName(with.Count / 2));
        Assert.NotEqual(await PixelsAsync(without, outcome.Plan.ModelHash), PngFile.Decode(file).Pixels.Sha256());
        var again = await service.Get<Reproduction>().RunAsync(file, with.StartImages is null ? null : submitted.Start, CancellationToken.None);
        Assert.Equal(["pixels: the same", "bytes: the same"], again.Describe());
    }

    /// <summary>What the network is told is the network's matter; what a classifier pulls to is the image's label.</summary>
    [Theory]
    [InlineData(GuidanceName.None)]
    [InlineData(GuidanceName.Classifier)]
    public async Task Job_UnetWithoutLabels_MakesItsImages(GuidanceName kind)
    {
        var outcome = await submitted.EndAsync($"unconditional-{kind}");

        Assert.Equal((JobState.Completed, 3), (outcome.State, outcome.Images));
        var file = await service.ReadAsync(outcome.Plan!.ImageName(2));
        Assert.Equal((2, "star"), (PngFile.Decode(file).Provenance!.Label, PngFile.Decode(file).Provenance!.LabelName));
        Assert.Equal(["pixels: the same", "bytes: the same"], (await service.Get<Reproduction>().RunAsync(file, start: null, CancellationToken.None)).Describe());
    }

    [Theory]
    [InlineData(NetworkSeesName.Label)]
    [InlineData(NetworkSeesName.NullClass)]
    public async Task Job_ModelWithoutClasses_MakesImagesWithoutALabel(NetworkSeesName sees)
    {
        var outcome = await submitted.EndAsync($"classless-{sees}");

        Assert.Equal((JobState.Completed, 2), (outcome.State, outcome.Images));
        var folder = outcome.Plan!.Folder();
        var records = BatchManifest.Read(new BinaryData(await service.ReadAsync($"{folder}/manifest.jsonl"))).ToList();
        Assert.Equal([(0, "", "images/00000000.png"), (0, "", "images/00000001.png")], records.Select(record => (record.Label, record.LabelName, record.Name)));
        Assert.Equal("films/00000001.png", records[1].Film!.Name);
        var file = await service.ReadAsync($"{folder}/{records[1].Name}");
        Assert.Equal("", PngFile.Decode(file).Provenance!.LabelName);
        Assert.Equal(["pixels: the same", "bytes: the same"], (await service.Get<Reproduction>().RunAsync(file, start: null, CancellationToken.None)).Describe());
    }

    private static IEnumerable<JobRequest> Jobs() =>
    [
        .. Features.Select(feature => feature.Value.With with { Id = feature.Key }),
        .. new[] { GuidanceName.None, GuidanceName.Classifier }.Select(kind => Plain with
        {
            Id = $"unconditional-{kind}",
            Model = TinyVariants.Unconditional,
            Count = 3,
            Guidance = new GuidanceRequest { Kind = kind, Scale = 3 },
        }),
        .. Enum.GetValues<NetworkSeesName>().Select(sees => Plain with { Id = $"classless-{sees}", Model = TinyVariants.Classless, Count = 2, NetworkSees = sees, Film = 5 }),
    ];

    private async Task<string> PixelsAsync(JobRequest request, string hash)
    {
        using var model = await service.Get<IModelSource>().LoadAsync(request.Model, hash, CancellationToken.None);
        var sampling = SamplingPlan.Create(model.Model.Settings, JobSampling.Options(request));
        return Pixels.From(await model.Generator.GenerateAsync(JobImage.Request(model.Model, request, sampling, label: 0, index: 0))).Sha256();
    }

    /// <summary>All jobs at once: most of a small job's time is waiting.</summary>
    public sealed class Submitted(ServiceFixture service) : IAsyncLifetime
    {
        /// <summary>The blob of <see cref="Start"/>.</summary>
        public const string StartImage = "inbox/start.png";

        private readonly Dictionary<string, SubmittedJob> jobs = new(StringComparer.Ordinal);

        /// <summary>The picture that chains start from.</summary>
        public byte[] Start { get; private set; } = [];

        public async Task InitializeAsync()
        {
            var bytes = new byte[8 * 8 * 3];
            new Random(1).NextBytes(bytes);
            Start = PngFile.Encode(new Pixels(bytes, 8, 8, 3), provenance: null);
            await service.Get<JobContainer>().WriteAsync(StartImage, new BinaryData(Start), BlobContent.Png, CancellationToken.None);
            foreach (var request in Jobs())
            {
                jobs.Add(request.Id!, await service.Get<JobClient>().SubmitAsync(request));
            }
        }

        public Task DisposeAsync() => Task.CompletedTask;

        internal Task<JobOutcome> EndAsync(string id) => service.EndAsync(jobs[id]);
    }
}
