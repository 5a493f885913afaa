namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Row filters (PNG specification, 9): a byte is written as its difference from a prediction.</summary>
internal static class PngFilter
{
    /// <summary>Writes filter byte and differences of a row; <paramref name="above"/> is the raw row above or zeros.</summary>
    public static void Apply(PngFilterMethod method, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        if (method == PngFilterMethod.Adaptive)
        {
            ApplyBest(row, above, distance, filtered);
            return;
        }

        filtered[0] = (byte)method;
        for (var i = 0; i < row.Length; i++)
        {
            filtered[i + 1] = (byte)(row[i] - Predict(method, row, above, i, distance));
        }
    }

    /// <summary>Restores a row in place.</summary>
    public static void Undo(byte method, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        if (method > (byte)PngFilterMethod.Paeth)
        {
            throw new InvalidImageContentException($"A PNG row has filter {method}; 0 to 4 are defined.");
        }

        if (method == (byte)PngFilterMethod.None)
        {
            return;
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] += Predict((PngFilterMethod)method, row, above, i, distance);
        }
    }

    private static void ApplyBest(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        var best = PngFilterMethod.None;
        var least = long.MaxValue;
        for (var method = PngFilterMethod.None; method <= PngFilterMethod.Paeth; method++)
        {
            Apply(method, row, above, distance, filtered);
            var sum = 0L;
            foreach (var difference in filtered[1..])
            {
                sum += Math.Abs((int)(sbyte)difference);
            }

            if (sum < least)
            {
                (best, least) = (method, sum);
            }
        }

        Apply(best, row, above, distance, filtered);
    }

    private static byte Predict(PngFilterMethod method, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int i, int distance)
    {
        var left = i < distance ? (byte)0 : row[i - distance];
        return method switch
        {
            PngFilterMethod.Sub => left,
            PngFilterMethod.Up => above[i],
            PngFilterMethod.Average => (byte)((left + above[i]) / 2),
            PngFilterMethod.Paeth => Paeth(left, above[i], i < distance ? (byte)0 : above[i - distance]),
            _ => 0,
        };
    }

    private static byte Paeth(byte left, byte above, byte aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        var toLeft = Math.Abs(estimate - left);
        var toAbove = Math.Abs(estimate - above);
        var toAboveLeft = Math.Abs(estimate - aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft)
        {
            return left;
        }

        return toAbove <= toAboveLeft ? above : aboveLeft;
    }
}
