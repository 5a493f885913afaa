using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Batches;

/// <summary>
/// The endless sequence of examples: epoch after epoch, each in an order of its own. Position k is a pure function of
/// (seed, count, k), so that training resumes anywhere without replaying.
/// </summary>
public sealed class Shuffle(ulong seed, int count)
{
    private long epochInMemory = -1;
    private int[] order = [];

    /// <summary>The example at <paramref name="position"/> ≥ 0 of the sequence, in [0, count).</summary>
    public int this[long position]
    {
        get
        {
            var epoch = position / count;
            if (epoch != epochInMemory)
            {
                order = Order(epoch);
                epochInMemory = epoch;
            }

            return order[position % count];
        }
    }

    /// <summary>Fisher and Yates' shuffle.</summary>
    private int[] Order(long epoch)
    {
        var random = new CounterRandom(seed, RandomPurpose.Shuffle, (uint)epoch, 0);
        int[] shuffled = [.. Enumerable.Range(0, count)];
        for (var last = count - 1; last > 0; last--)
        {
            var other = random.NextIndex(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }
}
