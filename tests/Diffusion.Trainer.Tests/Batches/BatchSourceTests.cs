using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Batches;

public sealed class BatchSourceTests
{
    private static readonly int[] Examples = [.. Enumerable.Range(0, 16)];

    [Fact]
    public void At_SameStepOfTwoSources_IsTheSame()
    {
        var first = Source(Options).At(3);
        var source = Source(Options);
        _ = source.At(0);
        var second = source.At(3);
        Assert.Equal(first.Images, second.Images);
        Assert.Equal(first.Noise, second.Noise);
        Assert.Equal(first.Timesteps, second.Timesteps);
        Assert.Equal(first.NetworkLabels, second.NetworkLabels);
        Assert.NotEqual(first.Noise, source.At(4).Noise);
    }

    [Fact]
    public void At_ManySteps_DropsLabelsAtTheGivenRate()
    {
        var source = Source(Options with { BatchSize = 100, LabelDropout = 0.15 });
        var batches = Enumerable.Range(0, 40).Select(source.At).ToList();
        var dropped = batches.Sum(batch => batch.NetworkLabels.Count(label => label == 2)) / 4000.0;

        // Six standard deviations of a share of 4,000.
        Assert.Equal(0.15, dropped, tolerance: 0.034);
        Assert.All(batches, batch => Assert.All(batch.NetworkLabels.Zip(batch.Labels), pair => Assert.True(pair.First == 2 || pair.First == pair.Second)));
    }

    [Fact]
    public void At_ManySteps_TimestepsAreUniform()
    {
        var source = Source(Options with { BatchSize = 100 });
        var timesteps = Enumerable.Range(0, 50).SelectMany(step => source.At(step).Timesteps).ToList();
        Assert.InRange(timesteps.Min(), 0, 5);
        Assert.InRange(timesteps.Max(), 994, 999);
        Assert.Equal(499.5, timesteps.Average(), tolerance: 6 * 288.7 / Math.Sqrt(5000));
    }

    [Fact]
    public void At_Clean_HasNoNoise()
    {
        var batch = new BatchSource(TestImages.Create(), Examples, timesteps: null, Options).At(0);
        Assert.All(batch.Noise, value => Assert.Equal(0, value));
        Assert.All(batch.Timesteps, t => Assert.Equal(0, t));
    }

    [Fact]
    public void At_Noise_IsStandardNormal()
    {
        var noise = Source(Options with { BatchSize = 64 }).At(0).Noise;
        Assert.Equal(0, noise.Average(), tolerance: 6 / Math.Sqrt(noise.Length));
        Assert.Equal(1, noise.Select(value => value * value).Average(), tolerance: 6 * Math.Sqrt(2.0 / noise.Length));
    }

    [Fact]
    public void At_Flip_MirrorsRowsOfSomeImages()
    {
        var plain = Source(Options with { BatchSize = 16 }).At(0);
        var flipped = Source(Options with { BatchSize = 16, Flip = true }).At(0);
        var length = plain.Images.Length / 16;
        var mirrored = 0;
        for (var example = 0; example < 16; example++)
        {
            var before = plain.Images[(example * length)..((example + 1) * length)];
            var after = flipped.Images[(example * length)..((example + 1) * length)];
            if (!before.SequenceEqual(after))
            {
                mirrored++;
                Assert.Equal(before, after.Chunk(TestImages.Size).SelectMany(row => row.Reverse()));
            }
        }

        Assert.InRange(mirrored, 2, 14);
    }

    [Fact]
    public void Slice_Middle_KeepsExamplesTogether()
    {
        var batch = Source(Options).At(0);
        var part = batch.Slice(1, 2);
        var length = batch.Images.Length / batch.Count;
        Assert.Equal(batch.Labels[1..3], part.Labels);
        Assert.Equal(batch.Images[length..(3 * length)], part.Images);
        Assert.Equal(batch.Noise[length..(3 * length)], part.Noise);
    }

    [Fact]
    public void At_SamplerThatPrefersATimestep_WeighsItDown()
    {
        // Timestep 1 has three times the loss of the other, so it is drawn three times as often and counts a third.
        var sampler = new SecondMomentTimesteps(2, history: 1, uniformShare: 0);
        sampler.Update([0, 1], [1, 3]);
        var batch = new BatchSource(TestImages.Create(), Examples, sampler, Options with { BatchSize = 400 }).At(0);

        // Six standard deviations of a share of 400.
        Assert.Equal(0.75, batch.Timesteps.Average(), tolerance: 0.13);
        Assert.All(batch.Timesteps.Zip(batch.LossWeights), pair => Assert.Equal(pair.First == 1 ? 2 / 3f : 2, pair.Second, tolerance: 1e-6f));
    }

    private static BatchOptions Options => new(Seed: 1, BatchSize: 4, LabelDropout: 0.15, NullClass: 2, Flip: false);

    private static BatchSource Source(BatchOptions options) => new(TestImages.Create(), Examples, new UniformTimesteps(1000), options);
}
