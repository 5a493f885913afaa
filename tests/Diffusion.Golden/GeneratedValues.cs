using System.Text;

namespace Diffusion.Golden;

/// <summary>Weights computed from a name and a seed: FNV-1a of the name starts a SplitMix64 sequence.</summary>
public static class GeneratedValues
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const double Half = 1 << 23;

    /// <summary>float32(offset + v·amplitude), v in [−1, 1) in steps of 2⁻²³.</summary>
    public static float[] Of(string name, ulong seed, double amplitude, double offset, int count)
    {
        unchecked
        {
            var state = Fnv1a(name) ^ (seed * Golden);
            var values = new float[count];
            for (var i = 0; i < count; i++)
            {
                var v = ((Mix(state + ((ulong)(i + 1) * Golden)) >> 40) - Half) / Half;
                values[i] = (float)(offset + (v * amplitude));
            }

            return values;
        }
    }

    private static ulong Fnv1a(string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash ^ octet) * 0x100000001B3);
        }

        return hash;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
