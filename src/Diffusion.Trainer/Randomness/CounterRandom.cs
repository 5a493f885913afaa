using Diffusion.Sampling;

namespace Diffusion.Trainer.Randomness;

/// <summary>
/// Uniform random numbers as a pure function of (seed, purpose, major, minor, how many were drawn before), so that a data set
/// or a training step can be made again without the ones before it.
/// </summary>
/// <param name="seed">Philox's key.</param>
/// <param name="purpose">What the numbers are for.</param>
/// <param name="major">For instance the step, the epoch, the class.</param>
/// <param name="minor">For instance the example in its batch.</param>
public struct CounterRandom(ulong seed, RandomPurpose purpose, uint major, uint minor)
{
    private uint drawn;
    private (uint W0, uint W1, uint W2, uint W3) words;

    /// <summary>The next 32 random bits.</summary>
    public uint NextBits()
    {
        var position = drawn % 4;
        if (position == 0)
        {
            words = Philox4x32.Generate(drawn / 4, major, minor, (uint)purpose, (uint)seed, (uint)(seed >> 32));
        }

        drawn++;
        return position switch { 0 => words.W0, 1 => words.W1, 2 => words.W2, _ => words.W3 };
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUnit() => NextBits() * (1.0 / 4294967296.0);

    /// <summary>Uniform in [low, high).</summary>
    public double NextBetween(double low, double high) => low + ((high - low) * NextUnit());

    /// <summary>A whole number in [0, count). The bias is below count/2³².</summary>
    public int NextIndex(int count) => (int)(((ulong)NextBits() * (ulong)count) >> 32);
}
