namespace Diffusion.Graph;

/// <summary>Arithmetic of shapes. −1 is a dimension that is only known when the graph runs (the batch).</summary>
internal static class Shapes
{
    public const long Unknown = -1;

    /// <summary>"[N, 3, 8, 8]": as errors print it.</summary>
    public static string Text(ReadOnlySpan<long> shape)
    {
        var parts = new string[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            parts[i] = shape[i] == Unknown ? "N" : shape[i].ToString();
        }

        return $"[{string.Join(", ", parts)}]";
    }

    public static string Text(IEnumerable<long> shape) => Text(shape.ToArray());

    /// <summary>Number of elements; −1 where a dimension is unknown.</summary>
    public static long Product(ReadOnlySpan<long> shape)
    {
        long product = 1;
        foreach (var dimension in shape)
        {
            if (dimension == Unknown)
            {
                return Unknown;
            }

            product = checked(product * dimension);
        }

        return product;
    }

    public static bool IsStatic(ReadOnlySpan<long> shape) => !shape.Contains(Unknown);

    /// <summary>A negative axis counts from the end.</summary>
    public static int Axis(string op, long axis, int rank)
    {
        var normal = axis < 0 ? axis + rank : axis;
        return normal >= 0 && normal < rank
            ? (int)normal
            : throw new GraphException($"{op}: axis {axis} does not exist in {rank} dimensions. Use {-rank} to {rank - 1}.");
    }

    /// <summary>Ascending axes, all of them where none is given.</summary>
    public static long[] Axes(string op, ReadOnlySpan<long> axes, int rank)
    {
        var normal = new SortedSet<long>();
        foreach (var axis in axes)
        {
            normal.Add(Axis(op, axis, rank));
        }

        return axes.IsEmpty ? [.. Enumerable.Range(0, rank).Select(i => (long)i)] : [.. normal];
    }

    /// <summary>The shape that numpy's rule gives two operands. An unknown dimension meets an unknown one or 1.</summary>
    public static long[] Broadcast(string op, ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var left = i <= a.Length ? a[^i] : 1;
            var right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw new GraphException($"{op}: shapes {Text(a)} and {Text(b)} do not broadcast: {DimensionText(left)} against {DimensionText(right)}.");
            }

            result[^i] = left == 1 ? right : left;
        }

        return result;
    }

    private static string DimensionText(long dimension) => dimension == Unknown ? "N" : dimension.ToString();
}
