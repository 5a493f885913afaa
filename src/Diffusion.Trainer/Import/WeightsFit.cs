using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>Whether a checkpoint's tensors are a network's parameters.</summary>
public static class WeightsFit
{
    private const int Shown = 30;

    /// <param name="source">The checkpoint's file, for the message.</param>
    /// <param name="parameters">The network's.</param>
    /// <param name="tensors">The checkpoint's.</param>
    /// <exception cref="TrainerException">They differ; the message lists what is missing, left over, and of another shape.</exception>
    public static void Check(string source, IReadOnlyList<ParameterInfo> parameters, IReadOnlyDictionary<string, NamedTensor> tensors)
    {
        var names = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var missing = parameters.Where(parameter => !tensors.ContainsKey(parameter.Name)).Select(parameter => $"{parameter.Name} {Text(parameter.Shape)}").ToList();
        var leftOver = tensors.Values.Where(tensor => !names.Contains(tensor.Name)).Select(tensor => $"{tensor.Name} {Text(tensor.Shape)}").ToList();
        var reshaped = parameters
            .Where(parameter => tensors.TryGetValue(parameter.Name, out var tensor) && !tensor.Shape.SequenceEqual(parameter.Shape.Select(size => (long)size)))
            .Select(parameter => $"{parameter.Name} {Text(tensors[parameter.Name].Shape)}, not {Text(parameter.Shape)}")
            .ToList();
        if (missing.Count + leftOver.Count + reshaped.Count > 0)
        {
            throw new TrainerException(
                $"The {tensors.Count} tensors of '{source}' are not the network's {parameters.Count} parameters. Use the preset or the flags that it was trained with."
                + List("missing in the file", missing) + List("left over", leftOver) + List("of another shape", reshaped));
        }
    }

    private static string List(string what, List<string> lines) => lines.Count == 0
        ? ""
        : $"\n{lines.Count} {what}:\n  {string.Join("\n  ", lines.Take(Shown))}{(lines.Count > Shown ? $"\n  and {lines.Count - Shown} more" : "")}";

    private static string Text<T>(IEnumerable<T> shape) => $"[{string.Join(", ", shape)}]";
}
