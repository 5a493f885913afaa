using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Batches;

/// <summary>
/// The endless sequence of examples: epoch after epoch, each in an order of its own. Position k is a pure function of
/// (seed, count, k), so that training resumes anywhere without replaying. Safe for several threads.
/// </summary>
public sealed class Shuffle(ulong seed, int count)
{
    private const int EpochsInMemory = 2;

    // Batches that are made ahead reach into the next epoch while the one before is still read.
    private readonly Dictionary<long, int[]> newest = [];

    /// <summary>The example at <paramref name="position"/> ≥ 0 of the sequence, in [0, count).</summary>
    public int this[long position] => InMemory(position / count)[position % count];

    private int[] InMemory(long epoch)
    {
        lock (newest)
        {
            if (!newest.TryGetValue(epoch, out var order))
            {
                if (newest.Count == EpochsInMemory)
                {
                    newest.Remove(newest.Keys.MaxBy(kept => Math.Abs(kept - epoch)));
                }

                newest[epoch] = order = Order(epoch);
            }

            return order;
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
