using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.EndToEnd.Tests;

/// <summary>What is unloaded to make room, or after a fault of the device, is never what somebody has just been given.</summary>
[Collection(ServiceTests.Name)]
public sealed class ModelUseTests(ServiceFixture service)
{
    [Fact]
    public async Task Release_EngineThatSomebodyHas_Stays()
    {
        await using var services = ServiceFixture.Services(service.Settings);
        var models = (ModelSource)services.GetRequiredService<IModelSource>();
        var hash = models.Find(TinyModel.Name)!.Hash;
        using (var mine = await models.LoadAsync(TinyModel.Name, hash, CancellationToken.None))
        {
            using (var other = await models.LoadAsync(TinyModel.Name, hash, CancellationToken.None))
            {
                Assert.Same(mine.Generator, other.Generator);
            }

            // Another batch's failure frees what nobody uses. Nothing has been sampled here yet.
            await models.ReleaseAsync(failed: null);

            var plan = SamplingPlan.Create(mine.Model.Settings, new SamplingOptions { Steps = "2" });
            var image = await mine.Generator.GenerateAsync(new ImageRequest(plan, 0, null, Seed: 1, ImageIndex: 0), progress: null, CancellationToken.None);
            Assert.NotEmpty(image.Pixels);
        }

        await models.ReleaseAsync(failed: null);
        Assert.Empty(models.Engines);
    }

    [Fact]
    public async Task Release_FailedEngine_GoesThoughUsed_AndTheNextIsAnother()
    {
        await using var services = ServiceFixture.Services(service.Settings);
        var models = (ModelSource)services.GetRequiredService<IModelSource>();
        var hash = models.Find(TinyModel.Name)!.Hash;
        using var failed = await models.LoadAsync(TinyModel.Name, hash, CancellationToken.None);

        await models.ReleaseAsync(failed);
        using var next = await models.LoadAsync(TinyModel.Name, hash, CancellationToken.None);
        await models.ReleaseAsync(failed);

        Assert.NotSame(failed.Generator, next.Generator);
        Assert.Same(next.Generator, Assert.Single(models.Engines));
    }
}
