namespace Diffusion.Networks;

/// <summary>In which numbers a network's ONNX graph computes. Its inputs and outputs are float32 in either.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Single,

    /// <summary>
    /// float16 where a UNet does most of its work, between its first and its last layer: convolutions, linear layers, attention's
    /// products and what lies between them. Norms, softmax, embeddings and the last layers stay in float32.
    /// </summary>
    Half,
}

/// <summary>The names of <see cref="Precision"/> on command lines and cards.</summary>
public static class Precisions
{
    /// <summary>Name and value.</summary>
    public static IReadOnlyList<KeyValuePair<string, Precision>> All { get; } = [new("fp32", Precision.Single), new("fp16", Precision.Half)];

    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Precision Parse(string name)
    {
        foreach (var (known, precision) in All)
        {
            if (known == name)
            {
                return precision;
            }
        }

        throw new ArgumentException($"Unknown precision '{name}'. Use one of: {string.Join(", ", All.Select(p => p.Key))}.");
    }

    public static string Name(this Precision precision) => All.Single(p => p.Value == precision).Key;
}
