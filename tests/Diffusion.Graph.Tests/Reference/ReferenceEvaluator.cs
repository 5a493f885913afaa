namespace Diffusion.Graph.Tests.Reference;

/// <summary>Runs a model in double precision, one plain loop an operator, straight from ONNX's definitions.</summary>
public static class ReferenceEvaluator
{
    private static readonly Dictionary<string, Func<OnnxNode, NdArray?[], NdArray[]>> s_operators = new[]
    {
        ElementwiseOperators.Table, ShapeOperators.Table, MatrixOperators.Table, ImageOperators.Table, IndexOperators.Table,
    }.SelectMany(t => t).ToDictionary(StringComparer.Ordinal);

    public static NdArray[] Run(OnnxModel model, params (string Name, NdArray Value)[] inputs)
    {
        var values = inputs.ToDictionary(i => i.Name, i => i.Value, StringComparer.Ordinal);
        foreach (var (name, data) in model.Initializers)
        {
            values.Add(name, new NdArray(data.ToDoubles(), [.. data.Shape]));
        }

        foreach (var node in model.Nodes)
        {
            var run = s_operators.TryGetValue(node.Op, out var known) ? known : throw new NotSupportedException(node.Op);
            var results = run(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : values[i])]);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                values.Add(node.Outputs[i], results[i]);
            }
        }

        return [.. model.Outputs.Select(o => values[o.Name])];
    }
}
