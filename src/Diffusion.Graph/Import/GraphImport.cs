namespace Diffusion.Graph;

/// <summary>Models that were read, as values of a graph again.</summary>
public sealed partial class GraphBuilder
{
    /// <summary>
    /// Adds a model's nodes to this graph, so that they can be extended or differentiated. Weights keep their names.
    /// </summary>
    /// <param name="model">Made of operators that <see cref="Ops"/> knows.</param>
    /// <param name="inputs">What stands for the model's inputs, by name; for those left out, inputs of the same name are added.</param>
    /// <returns>The model's outputs by name; naming them as outputs of this graph is left to the caller.</returns>
    /// <exception cref="GraphException">An operator, or a setting of one, that Ops does not have; it says which node.</exception>
    public IReadOnlyDictionary<string, Value> Import(OnnxModel model, IReadOnlyDictionary<string, Value>? inputs = null)
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, data) in model.Initializers)
        {
            values[name] = ValueNames.IsConstant(name) ? Constant(data) : Initializer(name, data);
        }

        foreach (var input in model.Inputs.Where(i => !values.ContainsKey(i.Name)))
        {
            values[input.Name] = inputs?.GetValueOrDefault(input.Name) ?? Input(input.Name, input.Type, [.. input.Shape]);
        }

        foreach (var node in model.Nodes)
        {
            var results = ImportedOperators.Run(new ImportedNode(this, node, [.. node.Inputs.Select(i => i.Length == 0 ? null : Known(values, i, node))]));
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                values[node.Outputs[i]] = results[i];
            }
        }

        return model.Outputs.ToDictionary(o => o.Name, o => values[o.Name], StringComparer.Ordinal);
    }

    private static Value Known(Dictionary<string, Value> values, string name, OnnxNode node) =>
        values.TryGetValue(name, out var value) ? value : throw new GraphException($"The node '{node.Name}' ({node.Op}) reads '{name}', which nothing before it makes.");
}
