using Diffusion.Cli;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Jobs;
using Diffusion.Sampling;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.EndToEnd.Tests;

/// <summary>An image's bytes follow from its job alone: not from the batch, its neighbours, the order, or the process.</summary>
[Collection(ServiceTests.Name)]
public sealed class ReproducibilityTests(ServiceFixture service)
{
    private static readonly JobRequest Request = new()
    {
        Model = TinyModel.Name,
        Count = 20,
        Steps = "5",
        Sampler = SamplerName.Ddpm,
        Seed = 77,
        Prefix = "tests",
        Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2 },
    };

    // Takes two rows an image, and other steps.
    private static readonly JobRequest Other = new()
    {
        Id = "other",
        Model = TinyModel.Name,
        Count = 7,
        Steps = "3",
        Guidance = new GuidanceRequest { Kind = GuidanceName.ClassifierFree, Scale = 2 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task Images_AtAnyDeviceBatchMixedAndInAnyOrder_AreTheServicesBytes(int rows)
    {
        var outcome = await service.RunAsync(Request with { Id = "device-batch" });
        await using var services = ServiceFixture.Services(new Dictionary<string, string>(service.Settings, StringComparer.Ordinal) { ["Diffusion__Models__Rows"] = $"{rows}" });
        var model = await services.GetRequiredService<IModelSource>().LoadAsync(TinyModel.Name, outcome.Plan!.ModelHash, CancellationToken.None);

        var others = Enumerable.Range(0, Other.Count).Select(index => MakeAsync(model, Other, index)).ToList();
        var files = Enumerable.Range(0, Request.Count).Reverse().Select(async index => (Index: index, File: await FileAsync(model, outcome.Plan, index))).ToList();
        await Task.WhenAll(others);

        foreach (var (index, file) in await Task.WhenAll(files))
        {
            Assert.Equal(await service.ReadAsync(outcome.Plan.ImageName(index)), file);
        }
    }

    [Fact]
    public async Task Reproduce_ImageOfTheService_GivesTheSameBytes()
    {
        var outcome = await service.RunAsync(Request with { Id = "reproduced" });

        var result = await service.Get<Reproduction>().RunAsync(await service.ReadAsync(outcome.Plan!.ImageName(13)), start: null, CancellationToken.None);

        Assert.Equal(["pixels: the same", "bytes: the same"], result.Describe());
    }

    /// <summary>In a job of several scales each image is what a job of its scale alone makes of it, and says so.</summary>
    [Theory]
    [InlineData(GuidanceName.Classifier)]
    [InlineData(GuidanceName.ClassifierFree)]
    [InlineData(GuidanceName.Both)]
    public async Task Images_OfSeveralScales_AreThoseOfTheJobsOfOneScale(GuidanceName kind)
    {
        double[] scales = [1, 4];
        var request = Request with { Count = 7, Guidance = new GuidanceRequest { Kind = kind, ClassifierScale = 0.5 } };
        var alone = new List<IReadOnlyList<ImageRecord>>();
        foreach (var scale in scales)
        {
            alone.Add(await ManifestAsync(await service.RunAsync(request with { Id = $"scale-{kind}-{scale}", Guidance = request.Guidance with { Scale = scale } })));
        }

        var mixed = await service.RunAsync(request with { Id = $"scales-{kind}", Guidance = request.Guidance with { Scales = new GuidanceScales(scales) } });

        int[] dealt = [0, 0, 0, 1, 1, 1, 0];
        Assert.All(await ManifestAsync(mixed), record => Assert.Equal((scales[dealt[record.Index]], alone[dealt[record.Index]][record.Index].PixelSha256), (record.GuidanceScale, record.PixelSha256)));
        Assert.All(alone[0].Zip(alone[1]), pair => Assert.NotEqual(pair.First.PixelSha256, pair.Second.PixelSha256));
        var again = await service.Get<Reproduction>().RunAsync(await service.ReadAsync(mixed.Plan!.ImageName(4)), start: null, CancellationToken.None);
        Assert.Equal(["pixels: the same", "bytes: the same"], again.Describe());
    }

    private async Task<IReadOnlyList<ImageRecord>> ManifestAsync(JobOutcome outcome) =>
        [.. BatchManifest.Read(new BinaryData(await service.ReadAsync($"{outcome.Plan!.Folder()}/manifest.jsonl")))];

    private static async Task<byte[]> FileAsync(LoadedModel model, JobPlan plan, int index)
    {
        var pixels = await MakeAsync(model, plan.Request, index);
        return PngFile.Encode(pixels, JobImage.Provenance(plan, index, model, pixels));
    }

    private static async Task<Pixels> MakeAsync(LoadedModel model, JobRequest request, int index)
    {
        var sampling = SamplingPlan.Create(model.Model.Settings, JobSampling.Options(request));
        return Pixels.From(await model.Generator.GenerateAsync(JobImage.Request(model.Model, request, sampling, index % 3, index)));
    }
}
