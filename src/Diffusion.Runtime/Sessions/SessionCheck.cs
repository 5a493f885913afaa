using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>Whether a file has the inputs and outputs that its card promises.</summary>
/// <param name="member">Its name in the card's files.</param>
/// <param name="session">The file, loaded.</param>
/// <param name="problems">Where whatever is wrong is added.</param>
internal sealed class SessionCheck(string member, InferenceSession session, ICollection<string> problems)
{
    /// <summary>Requires an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">−1 where any dimension fits.</param>
    public void Input(string name, params long[] shape) => Check("input", name, shape, session.InputMetadata);

    /// <summary>Requires an output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">−1 where any dimension fits.</param>
    public void Output(string name, params long[] shape) => Check("output", name, shape, session.OutputMetadata);

    private void Check(string kind, string name, long[] shape, IReadOnlyDictionary<string, NodeMetadata> nodes)
    {
        if (!nodes.TryGetValue(name, out var node))
        {
            problems.Add($"files.{member} has no {kind} '{name}', only {string.Join(", ", nodes.Keys)}. Export the model again.");
            return;
        }

        var actual = node.Dimensions;
        if (actual.Length != shape.Length || shape.Where((dimension, axis) => dimension >= 0 && actual[axis] >= 0 && dimension != actual[axis]).Any())
        {
            problems.Add(
                $"files.{member}: its {kind} '{name}' is [{string.Join(", ", actual)}], but the card's images and classes make it " +
                $"[{string.Join(", ", shape)}]. Correct the card, or export the model again.");
        }
    }
}
