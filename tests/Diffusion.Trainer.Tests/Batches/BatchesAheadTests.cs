using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Randomness;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Batches;

public sealed class BatchesAheadTests
{
    private static readonly int[] Examples = [.. Enumerable.Range(0, 10)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Take_AnyThreads_GivesTheStepsBatches(int threads)
    {
        // Steps 3 to 14 of batches of 4 go over five epochs of 10 examples.
        var expected = Source(new UniformTimesteps(1000));
        using var ahead = new BatchesAhead(Source(new UniformTimesteps(1000)), 3, 15, threads);
        for (var step = 3; step < 15; step++)
        {
            AssertSame(expected.At(step), ahead.Take());
        }
    }

    [Fact]
    public void Take_SamplerThatLearns_HasLearnedFromAllStepsBefore()
    {
        var (one, other) = (new SecondMomentTimesteps(20, history: 1), new SecondMomentTimesteps(20, history: 1));
        var expected = Source(one);
        using var ahead = new BatchesAhead(Source(other), 0, 12, threads: 3);
        foreach (var sampler in (SecondMomentTimesteps[])[one, other])
        {
            sampler.Update([.. Enumerable.Range(0, 20)], [.. Enumerable.Repeat(1f, 20)]);
        }

        for (var step = 0; step < 12; step++)
        {
            var (batch, made) = (expected.At(step), ahead.Take());
            AssertSame(batch, made);
            one.Update(batch.Timesteps, [9, 7, 5, 3]);
            other.Update(made.Timesteps, [9, 7, 5, 3]);
        }
    }

    [Fact]
    public void Take_SlowPictures_AreMadeMeanwhile()
    {
        var pictures = new SlowPictures();
        using var ahead = new BatchesAhead(Source(new UniformTimesteps(10), pictures), 0, 100, threads: 1);
        pictures.Go.Set();
        Assert.True(SpinWait.SpinUntil(() => pictures.Reads == 8, TimeSpan.FromSeconds(60)), "Two batches are made before any is asked for.");
        _ = ahead.Take();
        Assert.True(SpinWait.SpinUntil(() => pictures.Reads == 12, TimeSpan.FromSeconds(60)), "One is taken, so one more is made.");
        Thread.Sleep(50);
        Assert.Equal(12, pictures.Reads);
    }

    [Fact]
    public void Take_NothingReady_CountsTheWait()
    {
        // Where this thread stands still until the pictures are there, it waits for nothing: again, with a longer time.
        var waited = TimeSpan.Zero;
        for (var pause = 100; waited < TimeSpan.FromMilliseconds(50) && pause <= 25_600; pause *= 4)
        {
            var pictures = new SlowPictures();
            using var ahead = new BatchesAhead(Source(new UniformTimesteps(10), pictures), 0, 100, threads: 1);
            using var later = new Timer(_ => pictures.Go.Set(), null, pause, Timeout.Infinite);
            _ = ahead.Take();
            waited = ahead.Waited;
        }

        Assert.InRange(waited, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Take_PictureThatBrokeMeanwhile_IsTheError()
    {
        var pictures = new SlowPictures { Broken = true };
        pictures.Go.Set();
        using var ahead = new BatchesAhead(Source(new UniformTimesteps(10), pictures), 0, 100, threads: 2);
        Assert.Equal("broken", Assert.Throws<TrainerException>(ahead.Take).Message);
    }

    private static void AssertSame(TrainingBatch expected, TrainingBatch actual)
    {
        Assert.Equal(expected.Images, actual.Images);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.NetworkLabels, actual.NetworkLabels);
        Assert.Equal(expected.Noise, actual.Noise);
        Assert.Equal(expected.Timesteps, actual.Timesteps);
        Assert.Equal(expected.LossWeights, actual.LossWeights);
    }

    private static BatchSource Source(ITimestepSampler sampler, IPictures? pictures = null) => new(
        pictures is null ? TestImages.Create() : new ImageSet(["a"], new int[16], pictures), Examples, sampler, new BatchOptions(Seed: 5, BatchSize: 4, LabelDropout: 0.3, NullClass: 2, Flip: true));

    private sealed class SlowPictures : IPictures
    {
        private int reads;

        public ManualResetEventSlim Go { get; } = new();

        public bool Broken { get; init; }

        public int Reads => Volatile.Read(ref reads);

        public int Count => 16;

        public int Size => 2;

        public int Channels => 3;

        public void Read(int index, CounterRandom? crop, Span<byte> destination)
        {
            Go.Wait();
            Interlocked.Increment(ref reads);
            if (Broken)
            {
                throw new TrainerException("broken");
            }
        }
    }
}
