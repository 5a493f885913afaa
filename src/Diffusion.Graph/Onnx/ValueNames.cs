namespace Diffusion.Graph;

/// <summary>Readable names in a file: a node is called after the weight that it uses, or after its scope, and its op.</summary>
internal sealed class ValueNames(IEnumerable<string> reserved)
{
    /// <summary>What unnamed constants are called, but for their number.</summary>
    public const string Constant = "constant";

    private readonly HashSet<string> _taken = new(reserved, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>"input_blocks.1.0.in_layers.2/Conv" for a convolution with the weight "input_blocks.1.0.in_layers.2.weight".</summary>
    public static string For(Node node)
    {
        var weight = node.Inputs.FirstOrDefault(i => i?.Data is not null && i.Name?.Contains('.', StringComparison.Ordinal) == true)?.Name;
        string?[] parts = [node.Scope.Length > 0 ? node.Scope : null, weight?[..weight.LastIndexOf('.')], node.Op];
        return string.Join('/', parts.OfType<string>());
    }

    /// <summary>Whether a file's tensor was an unnamed constant of ours: "constant" or "constant_12".</summary>
    public static bool IsConstant(string name) =>
        name.StartsWith(Constant, StringComparison.Ordinal) && (name.Length == Constant.Length || (name[Constant.Length] == '_' && int.TryParse(name.AsSpan(Constant.Length + 1), out _)));

    public void Reserve(string name)
    {
        if (!_taken.Add(name))
        {
            throw new GraphException($"The name '{name}' is used for a weight and for an output. Give each its own name.");
        }
    }

    /// <summary><paramref name="name"/>, with a number where it is taken.</summary>
    public string Unique(string name)
    {
        var candidate = name;
        while (!_taken.Add(candidate))
        {
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
            candidate = $"{name}_{_counts[name]}";
        }

        return candidate;
    }
}
