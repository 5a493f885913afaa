namespace Diffusion.Networks;

/// <summary>Numbers with a name and a shape, row-major: held, or read when they are wanted.</summary>
public sealed record NamedTensor
{
    private Func<Array> read;

    /// <param name="name">Unique in its file.</param>
    /// <param name="shape">All dimensions; none for a scalar.</param>
    /// <param name="values">float[], double[] or long[].</param>
    public NamedTensor(string name, IReadOnlyList<long> shape, Array values)
        : this(name, shape, () => values)
    {
    }

    /// <param name="name">Unique in its file.</param>
    /// <param name="shape">All dimensions; none for a scalar.</param>
    /// <param name="read">Gives the values as often as they are wanted, so that a file's tensors need not be in memory all at once.</param>
    public NamedTensor(string name, IReadOnlyList<long> shape, Func<Array> read)
    {
        Name = name;
        Shape = shape;
        this.read = read;
    }

    public string Name { get; init; }

    public IReadOnlyList<long> Shape { get; init; }

    /// <summary>float[], double[] or long[]: F32, F64, I64.</summary>
    public Array Values
    {
        get => read();
        init => read = () => value;
    }

    /// <summary>Numbers in it, by its shape.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>The values as float32; doubles are rounded.</summary>
    /// <exception cref="WeightsException">The tensor holds integers.</exception>
    public float[] ToSingles() => Values switch
    {
        float[] singles => singles,
        double[] doubles => Array.ConvertAll(doubles, value => (float)value),
        _ => throw new WeightsException($"Tensor '{Name}' holds integers where numbers with fractions are wanted."),
    };
}
