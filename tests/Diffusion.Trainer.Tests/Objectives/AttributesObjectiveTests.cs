using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Tests.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class AttributesObjectiveTests
{
    /// <summary>The loss, written out; what a picture has not does not count, whatever the network tells of it.</summary>
    [Fact]
    public void Losses_UnknownAttributes_DoNotCount()
    {
        using var scope = NewDisposeScope();
        var images = TestImages.Create();
        var settings = TestRuns.Attributes(images);
        var objective = new AttributesObjective(settings.Encoder!, settings.Attributes);
        using var store = new ParameterStore(seed: 3);
        var builder = new TorchNetworkBuilder(store);
        var batch = new BatchSource(images, [.. Enumerable.Range(0, images.Count)], null, new BatchOptions(1, images.Count, 0, null, Flip: false, WithAttributes: true)).At(0);
        var losses = objective.Losses(builder, batch).data<float>().ToArray();
        var told = objective.Tell(builder, batch);

        var (count, seenUnknown) = (settings.Attributes.Count, false);
        for (var row = 0; row < batch.Count; row++)
        {
            var known = Enumerable.Range(0, count).Where(i => !float.IsNaN(batch.Attributes[(row * count) + i])).ToList();
            seenUnknown |= known.Count < count;
            var expected = known.Average(i => Math.Pow((told[row][i] - batch.Attributes[(row * count) + i]) / settings.Attributes[i].Deviation, 2));
            Assert.Equal(expected, losses[row], 1e-4);
        }

        Assert.True(seenUnknown);
    }

    [Fact]
    public void Slice_Attributes_AreTheRows()
    {
        var images = TestImages.Create();
        var batch = new BatchSource(images, [.. Enumerable.Range(0, images.Count)], null, new BatchOptions(1, 6, 0, null, Flip: false, WithAttributes: true)).At(0);
        Assert.Equal(batch.Attributes[22..44], batch.Slice(2, 2).Attributes);
    }
}
