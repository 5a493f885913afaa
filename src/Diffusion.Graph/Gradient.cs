namespace Diffusion.Graph;

/// <summary>Reverse-mode differentiation of a graph: the gradient is more nodes of the same graph.</summary>
public static class Gradient
{
    /// <summary>∂(Σ of the elements of <paramref name="sum"/>)/∂<paramref name="withRespectTo"/>, of its shape.</summary>
    public static Value Of(Value sum, Value withRespectTo) => Of(sum, [withRespectTo])[0];

    /// <summary>∂(Σ of the elements of <paramref name="sum"/>)/∂x for several x at once, each of its shape.</summary>
    /// <exception cref="GraphException">A value has no effect on the sum, or is not of a floating type.</exception>
    public static Value[] Of(Value sum, params ReadOnlySpan<Value> withRespectTo)
    {
        var targets = withRespectTo.ToArray();
        foreach (var target in targets)
        {
            if (!target.Type.IsFloating())
            {
                throw new GraphException($"There is no gradient with respect to {target}: its type is not a floating one.");
            }
        }

        var nodes = sum.Graph.Nodes.ToArray();
        var leading = Leading(nodes, targets);
        if (!leading.Contains(sum))
        {
            throw new GraphException($"{sum} does not depend on {targets[0]}. Take the gradient of something that does.");
        }

        using var scope = sum.Graph.Scope("gradient");
        var gradients = new Dictionary<Value, Value> { [sum] = Ops.OnesLike(sum) };
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            PassBack(nodes[i], leading, gradients);
        }

        return Array.ConvertAll(targets, x => gradients.TryGetValue(x, out var g) ? g : throw new GraphException($"{sum} does not depend on {x} in a way that has a gradient."));
    }

    /// <summary>The floating values that depend on the targets. Only they get gradients, so weights cost nothing.</summary>
    private static HashSet<Value> Leading(Node[] nodes, Value[] targets)
    {
        var leading = new HashSet<Value>(targets);
        foreach (var node in nodes)
        {
            if (node.Inputs.Any(i => i is not null && leading.Contains(i)))
            {
                leading.UnionWith(node.Outputs.Where(o => o.Type.IsFloating()));
            }
        }

        return leading;
    }

    private static void PassBack(Node node, HashSet<Value> leading, Dictionary<Value, Value> gradients)
    {
        if (!node.Outputs.Any(gradients.ContainsKey))
        {
            return;
        }

        var atOutputs = Array.ConvertAll(node.Outputs, gradients.GetValueOrDefault);
        for (var i = 0; i < Math.Min(node.Inputs.Count, node.Gradients.Length); i++)
        {
            if (node.Inputs[i] is not { } input || !leading.Contains(input) || node.Gradients[i] is not { } rule)
            {
                continue;
            }

            if (rule(node.Outputs, atOutputs) is { } atInput)
            {
                gradients[input] = gradients.TryGetValue(input, out var known) ? known + atInput : atInput;
            }
        }
    }
}
