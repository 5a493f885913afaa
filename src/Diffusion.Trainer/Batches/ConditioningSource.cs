using Diffusion.Sampling;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Batches;

/// <summary>Draws what is random about the small pictures of a step, as a pure function of (seed, step).</summary>
/// <param name="settings">How they are spoilt.</param>
/// <param name="seed">The run's.</param>
/// <param name="channels">C.</param>
public sealed class ConditioningSource(LowResolutionSettings settings, ulong seed, int channels)
{
    // The large pictures' noise has the draws below.
    private const uint FirstDraw = 1u << 31;

    /// <summary>The source that settings ask for; null: no small pictures.</summary>
    public static ConditioningSource? Of(TrainingSettings settings) =>
        settings.LowResolution is { } low ? new ConditioningSource(low, settings.Seed, settings.Channels) : null;

    /// <param name="step">Counted from 0.</param>
    /// <param name="count">Examples of its batch.</param>
    public Conditioning At(int step, int count)
    {
        var blurs = new double[count];
        for (var example = 0; example < count; example++)
        {
            var random = new CounterRandom(seed, RandomPurpose.Conditioning, (uint)step, (uint)example);
            var isBlurred = random.NextUnit() < settings.BlurShare;
            blurs[example] = isBlurred ? random.NextBetween(settings.LeastBlur, settings.LargestBlur) : 0;
        }

        if (settings.NoiseTimesteps == 0)
        {
            return new Conditioning([], [], blurs);
        }

        var length = channels * settings.Size * settings.Size;
        var (timesteps, noise) = (new int[count], new float[count * length]);
        for (var example = 0; example < count; example++)
        {
            timesteps[example] = new CounterRandom(seed, RandomPurpose.ConditioningTimestep, (uint)step, (uint)example).NextIndex(settings.NoiseTimesteps);
            PhiloxNoise.Fill(noise.AsSpan(example * length, length), seed, (uint)example, NoiseStream.Augmentation, FirstDraw + (uint)step);
        }

        return new Conditioning(timesteps, noise, blurs);
    }
}
