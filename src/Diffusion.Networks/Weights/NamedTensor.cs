namespace Diffusion.Networks;

/// <summary>Numbers with a name and a shape, row-major.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Shape">All dimensions; none for a scalar.</param>
/// <param name="Values">float[], double[] or long[]: F32, F64, I64.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<long> Shape, Array Values)
{
    /// <summary>The values as float32; doubles are rounded.</summary>
    /// <exception cref="WeightsException">The tensor holds integers.</exception>
    public float[] ToSingles() => Values switch
    {
        float[] singles => singles,
        double[] doubles => Array.ConvertAll(doubles, value => (float)value),
        _ => throw new WeightsException($"Tensor '{Name}' holds integers where numbers with fractions are wanted."),
    };
}
