namespace Diffusion.Graph.Tests.Reference;

/// <summary>A dense row-major tensor of doubles, whatever the element type was: slow, and easy to be sure of.</summary>
public sealed class NdArray(double[] data, params long[] shape)
{
    public double[] Data { get; } = data.Length == shape.Aggregate(1L, (a, b) => a * b)
        ? data
        : throw new ArgumentException($"{data.Length} elements for [{string.Join(", ", shape)}]");

    public long[] Shape { get; } = shape;

    public int Rank => Shape.Length;

    public double this[params ReadOnlySpan<long> index] => Data[Offset(index)];

    public static NdArray Fill(long[] shape, Func<long[], double> element)
    {
        var data = new double[shape.Aggregate(1L, (a, b) => a * b)];
        var i = 0;
        foreach (var index in Indices(shape))
        {
            data[i++] = element(index);
        }

        return new NdArray(data, shape);
    }

    /// <summary>All indices of a shape, in row-major order; the array is new each time.</summary>
    public static IEnumerable<long[]> Indices(long[] shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        for (long flat = 0; flat < count; flat++)
        {
            var (index, rest) = (new long[shape.Length], flat);
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                (rest, index[i]) = Math.DivRem(rest, shape[i]);
            }

            yield return index;
        }
    }

    public int Offset(ReadOnlySpan<long> index)
    {
        long offset = 0;
        for (var i = 0; i < Shape.Length; i++)
        {
            if (index[i] < 0 || index[i] >= Shape[i])
            {
                throw new ArgumentOutOfRangeException(nameof(index), $"[{string.Join(", ", index.ToArray())}] in [{string.Join(", ", Shape)}]");
            }

            offset = (offset * Shape[i]) + index[i];
        }

        return (int)offset;
    }

    /// <summary>The element at an index of a shape that this one broadcasts to.</summary>
    public double Broadcast(long[] index)
    {
        var own = index[(index.Length - Rank)..];
        for (var i = 0; i < Rank; i++)
        {
            own[i] = Shape[i] == 1 ? 0 : own[i];
        }

        return this[own];
    }

    public long[] ToInt64() => Array.ConvertAll(Data, d => (long)d);

    public int Axis(long axis) => (int)(axis < 0 ? axis + Rank : axis);

    /// <summary>An index with one component replaced.</summary>
    public static long[] With(long[] index, int axis, long value)
    {
        var copy = (long[])index.Clone();
        copy[axis] = value;
        return copy;
    }
}
