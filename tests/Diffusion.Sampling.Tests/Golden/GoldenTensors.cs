using Diffusion.Golden;
using Diffusion.Networks;

namespace Diffusion.Sampling.Tests.Golden;

/// <summary>Entries along the first axis of golden tensors: steps, or examples.</summary>
internal static class GoldenTensors
{
    /// <summary>false for the row that stands for a group without cases in the folder that GOLDEN_DIR names.</summary>
    public static bool IsCase(string name) => GoldenFolder.Names.Contains(name);

    /// <summary>Entry <paramref name="index"/> as one array.</summary>
    public static float[] Row(this NamedTensor tensor, int index)
    {
        var length = tensor.Values.Length / (int)tensor.Shape[0];
        return tensor.ToSingles()[(index * length)..((index + 1) * length)];
    }

    /// <summary>Part <paramref name="part"/> of <paramref name="parts"/> equal ones of <see cref="Row(NamedTensor, int)"/>.</summary>
    public static float[] Row(this NamedTensor tensor, int index, int part, int parts)
    {
        var row = tensor.Row(index);
        var length = row.Length / parts;
        return row[(part * length)..((part + 1) * length)];
    }

    /// <summary>The tensor without its first entry.</summary>
    public static NamedTensor AfterTheFirst(this NamedTensor tensor)
    {
        var length = tensor.Values.Length / (int)tensor.Shape[0];
        return tensor with { Shape = [tensor.Shape[0] - 1, .. tensor.Shape.Skip(1)], Values = tensor.ToSingles()[length..] };
    }

    /// <summary>Compares what was computed with the reference, in the reference's shape.</summary>
    public static void Check(this GoldenTolerance tolerance, string what, IEnumerable<float[]> actual, NamedTensor reference) =>
        tolerance.Check(what, reference.Shape, [.. actual.SelectMany(values => values).Select(value => (double)value)], reference);
}
