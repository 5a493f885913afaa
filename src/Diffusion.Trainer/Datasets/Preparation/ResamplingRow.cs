namespace Diffusion.Trainer.Datasets.Preparation;

/// <summary>
/// Which pixels of a row each pixel of a resized row is made of, and how much each counts: the kernel is widened by the scale
/// where the row shrinks. Weights are fixed-point numbers of 22 bits, rounded as Pillow rounds them, so that pixels equal its own.
/// </summary>
public sealed class ResamplingRow
{
    /// <summary>Bits after the point of a weight: 32 less 8 of a pixel and 2 for overshoots.</summary>
    public const int Bits = 22;

    private readonly (int First, int[] Weights)[] taps;

    /// <param name="size">Pixels of the row.</param>
    /// <param name="resized">Pixels that it gets.</param>
    /// <param name="window">Which of these are wanted.</param>
    /// <param name="kernel">Weights by distance.</param>
    public ResamplingRow(int size, int resized, Range window, ResamplingKernel kernel)
    {
        var (start, count) = window.GetOffsetAndLength(resized);
        taps = new (int, int[])[count];
        for (var i = 0; i < count; i++)
        {
            taps[i] = Taps(size, resized, start + i, kernel);
        }
    }

    /// <summary>Pixels that are made.</summary>
    public int Count => taps.Length;

    /// <summary>The first pixel that counts for any.</summary>
    public int First => taps.Min(tap => tap.First);

    /// <summary>The one after the last pixel that counts for any.</summary>
    public int End => taps.Max(tap => tap.First + tap.Weights.Length);

    /// <summary>The pixels behind a resized one: the first of them, and the weight of each.</summary>
    public (int First, int[] Weights) this[int index] => taps[index];

    /// <summary>A sum of pixels times weights, begun at ½, as a pixel.</summary>
    public static byte ToPixel(int sum) => (byte)Math.Clamp(sum >> Bits, byte.MinValue, byte.MaxValue);

    private static (int First, int[] Weights) Taps(int size, int resized, int index, ResamplingKernel kernel)
    {
        var scale = (double)size / resized;
        var widening = Math.Max(1, scale);
        var support = kernel.Support * widening;
        var centre = (index + 0.5) * scale;
        var first = Math.Max(0, (int)(centre - support + 0.5));
        var end = Math.Min(size, (int)(centre + support + 0.5));

        var weights = new double[end - first];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = kernel.Weight((i + first - centre + 0.5) * (1 / widening));
            sum += weights[i];
        }

        return (first, Array.ConvertAll(weights, weight =>
        {
            var exact = (sum == 0 ? weight : weight / sum) * (1 << Bits);
            return (int)(exact < 0 ? exact - 0.5 : exact + 0.5);
        }));
    }
}
