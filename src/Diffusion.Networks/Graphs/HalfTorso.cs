namespace Diffusion.Networks;

/// <summary>
/// Which parameters a graph of <see cref="Precision.Half"/> keeps in float16: those of the torso, which guided-diffusion's
/// <c>convert_to_fp16</c> converts too (its linear layers stay in float32 there, here they do not), but no norm's.
/// </summary>
internal static class HalfTorso
{
    private static readonly string[] Prefixes = ["input_blocks.", "middle_block.", "output_blocks."];

    public static bool Holds(string parameter) => Prefixes.Any(prefix => parameter.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether a parameter is the torso's and of a layer that multiplies matrices.</summary>
    public static bool IsHalf(string parameter, IReadOnlyDictionary<string, NamedTensor> weights) => Holds(parameter) && !IsNorms(parameter, weights);

    // A norm's weight is a vector; a convolution's or a linear layer's has two dimensions or more.
    private static bool IsNorms(string parameter, IReadOnlyDictionary<string, NamedTensor> weights) =>
        weights.TryGetValue($"{parameter[..parameter.LastIndexOf('.')]}.weight", out var weight) && weight.Shape.Count == 1;
}
