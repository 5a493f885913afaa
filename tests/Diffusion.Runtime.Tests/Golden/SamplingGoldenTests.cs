using Diffusion.Golden;

namespace Diffusion.Runtime.Tests.Golden;

/// <summary>
/// Whole chains of guided-diffusion through the product's own way: a model folder, its card, a plan and the engine, which asks the
/// UNet and the classifier itself. Only the noise is the recorded one.
/// </summary>
[Trait("Golden", "sampling")]
public sealed class SamplingGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("sampling");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task FreeRunning_GoldenCase_Agrees(string name)
    {
        if (name == GoldenFolder.NoCase)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var chain = GoldenChain.Load(name, folder.Path);
        await using var engine = await SamplingEngine.StartAsync(chain.Model, Device.Select(DeviceChoice.Cpu));

        var images = await chain.RunAsync(engine, chain.Plan);
        chain.Check("pred_xstart", step => images.Select(image => image.Film[step]));
        chain.CheckLast("x", images.Select(image => image.Pixels));

        // The engine shows x̂₀ and the end; the same sessions, step by step, show the rest, and are the engine to the last byte.
        using var sessions = ModelSessions.Load(chain.Model, Device.Select(DeviceChoice.Cpu));
        var steps = chain.RunOpen(sessions);
        chain.Check(steps);
        for (var k = 0; k < steps.Count; k++)
        {
            Assert.Equal(images.SelectMany(image => image.Film[k]), steps[k].X0);
        }

        Assert.Equal(images.SelectMany(image => image.Pixels), steps[^1].NextX);

        if (chain.Decoding is { } decoding)
        {
            // What was encoded is the noise that decoding starts from.
            var decoded = await chain.RunAsync(engine, decoding, [.. images.Select(image => image.Pixels)]);
            chain.CheckLast("decoded", decoded.Select(image => image.Pixels));
        }
    }
}
