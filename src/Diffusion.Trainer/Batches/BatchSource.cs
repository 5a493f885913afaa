using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Randomness;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Batches;

/// <summary>What is random about a batch.</summary>
/// <param name="Seed">Decides everything together with the step.</param>
/// <param name="BatchSize">Examples a step.</param>
/// <param name="LabelDropout">Probability that an example's label becomes <paramref name="NullClass"/> (Ho and Salimans 2022, algorithm 1).</param>
/// <param name="NullClass">The label that says nothing; null where there is none.</param>
/// <param name="Flip">Mirror each example with probability ½.</param>
/// <param name="WithAttributes">Whether examples come with their attributes.</param>
public sealed record BatchOptions(ulong Seed, int BatchSize, double LabelDropout, int? NullClass, bool Flip, bool WithAttributes = false);

/// <summary>
/// The batch of a step, as a pure function of (seed, step): pictures, mirroring, timesteps, noise and dropped labels. Where the
/// timestep sampler learns, its timesteps are a function of what it has learned too; these are drawn last, one step at a time.
/// </summary>
/// <param name="images">The data set.</param>
/// <param name="examples">Indices of the pictures that are used.</param>
/// <param name="timesteps">Draws t; null: clean images, t = 0 and no noise.</param>
/// <param name="options">How.</param>
/// <param name="conditioning">Draws what is random about small pictures; null: there are none.</param>
public sealed class BatchSource(ImageSet images, int[] examples, ITimestepSampler? timesteps, BatchOptions options, ConditioningSource? conditioning = null)
{
    private readonly ImageAttributes? known = options.WithAttributes ? images.Attributes.Value : null;
    private readonly Shuffle shuffle = new(options.Seed, examples.Length);

    /// <summary>Threads that make batches as fast as they are needed: one where pictures lie ready in memory, else all but the one that trains.</summary>
    public int ThreadsThatKeepUp => images.IsInMemory ? 1 : Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>The batch of a step, counted from 0.</summary>
    public TrainingBatch At(int step) => WithTimesteps(Prepare(step), step);

    /// <summary>All of a step's batch but the timesteps: what may be made ahead, on any thread.</summary>
    public TrainingBatch Prepare(int step)
    {
        var (count, length, attributes) = (options.BatchSize, images.ImageLength, known?.Names.Count ?? 0);
        var batch = new TrainingBatch(
            new float[count * length], new long[count], new long[count], new int[count], new float[count * length], new float[count])
        {
            Conditioning = conditioning?.At(step, count),
            Attributes = new float[count * attributes],
        };
        Array.Fill(batch.LossWeights, 1);
        for (var example = 0; example < count; example++)
        {
            var index = examples[shuffle[((long)step * count) + example]];
            var pixels = batch.Images.AsSpan(example * length, length);
            images.Read(index, pixels, Draw(RandomPurpose.Crop, step, example));
            if (options.Flip && Draw(RandomPurpose.Flip, step, example).NextUnit() < 0.5)
            {
                Mirror(pixels);
            }

            known?.Of(index).CopyTo(batch.Attributes.AsSpan(example * attributes, attributes));
            batch.Labels[example] = images.Labels[index];
            batch.NetworkLabels[example] = options.NullClass is { } nullClass &&
                Draw(RandomPurpose.LabelDropout, step, example).NextUnit() < options.LabelDropout
                ? nullClass
                : images.Labels[index];
            if (timesteps is not null)
            {
                PhiloxNoise.Fill(
                    batch.Noise.AsSpan(example * length, length), options.Seed, (uint)example, NoiseStream.Augmentation, (uint)step);
            }
        }

        return batch;
    }

    /// <summary>Draws the timesteps of a step's batch, in place, when all steps before have taught the sampler.</summary>
    public TrainingBatch WithTimesteps(TrainingBatch prepared, int step)
    {
        for (var example = 0; timesteps is not null && example < prepared.Count; example++)
        {
            prepared.Timesteps[example] = timesteps.Draw(Draw(RandomPurpose.Timestep, step, example).NextUnit());
            prepared.LossWeights[example] = (float)timesteps.Weight(prepared.Timesteps[example]);
        }

        return prepared;
    }

    /// <summary>Seed of libtorch's generator in a step, so that dropout inside a network does not depend on the steps before.</summary>
    public long DropoutSeed(int step) => Draw(RandomPurpose.Dropout, step, 0).NextBits();

    private CounterRandom Draw(RandomPurpose purpose, int step, int example) =>
        new(options.Seed, purpose, (uint)step, (uint)example);

    private void Mirror(Span<float> pixels)
    {
        for (var row = 0; row < images.Channels * images.Size; row++)
        {
            pixels.Slice(row * images.Size, images.Size).Reverse();
        }
    }
}
