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

    private static async Task<byte[]> FileAsync(LoadedModel model, JobPlan plan, int index)
    {
        var pixels = await MakeAsync(model, plan.Request, index);
        return PngFile.Encode(pixels, JobImage.Provenance(plan, index, model, pixels));
    }

    private static async Task<Pixels> MakeAsync(LoadedModel model, JobRequest request, int index)
    {
        var sampling = SamplingPlan.Create(model.Model.Settings, JobSampling.Options(request));
        return Pixels.From(await model.Generator.GenerateAsync(JobImage.Request(request, sampling, index % 3, index)));
    }
}
