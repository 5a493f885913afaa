namespace Diffusion.Graph;

/// <summary>
/// The operators of a graph: each method adds the ONNX node, infers its type and shape, and says beside it what its gradient is.
/// In gradients, y is the output and g the gradient at it. Dimensions may be −1 (the batch); mismatches throw <see cref="GraphException"/>.
/// </summary>
public static partial class Ops
{
    /// <summary>Adds a node with one output.</summary>
    private static Value Emit(
        string op,
        ReadOnlySpan<Value?> inputs,
        ElementType type,
        long[] shape,
        ReadOnlySpan<SingleGradient?> gradients,
        params ReadOnlySpan<AttributeValue> attributes)
    {
        var node = GraphOf(inputs).Add(op, inputs, attributes);
        node.Outputs = [new Value(GraphOf(inputs), type, shape) { Producer = node }];
        node.Gradients = Array.ConvertAll(gradients.ToArray(), Single);
        return node.Outputs[0];
    }

    /// <summary>Adds a node with several outputs.</summary>
    private static Value[] EmitMany(
        string op,
        ReadOnlySpan<Value?> inputs,
        ReadOnlySpan<(ElementType Type, long[] Shape)> outputs,
        ReadOnlySpan<InputGradient?> gradients,
        params ReadOnlySpan<AttributeValue> attributes)
    {
        var graph = GraphOf(inputs);
        var node = graph.Add(op, inputs, attributes);
        node.Outputs = Array.ConvertAll(outputs.ToArray(), o => new Value(graph, o.Type, o.Shape) { Producer = node });
        node.Gradients = gradients.ToArray();
        return node.Outputs;
    }

    private static InputGradient? Single(SingleGradient? gradient) =>
        gradient is null ? null : (outputs, gradients) => gradients[0] is { } g ? gradient(outputs[0], g) : null;

    private static AttributeValue Attribute(string name, object value) => new(name, value);

    private static GraphBuilder GraphOf(ReadOnlySpan<Value?> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is not null)
            {
                return input.Graph;
            }
        }

        throw new GraphException("A node needs at least one operand.");
    }

    private static void SameType(string op, Value a, Value b)
    {
        if (a.Type != b.Type)
        {
            throw new GraphException(
                $"{op}: {a.Type} {Shapes.Text(a.Dimensions)} and {b.Type} {Shapes.Text(b.Dimensions)} differ in type. Cast one to the other's type.");
        }
    }

    private static void OfType(string op, Value x, ElementType type)
    {
        if (x.Type != type)
        {
            throw new GraphException($"{op}: {x.Type} {Shapes.Text(x.Dimensions)} was given where {type} is needed. Cast it.");
        }
    }

    private static void OfRank(string op, Value x, int least)
    {
        if (x.Rank < least)
        {
            throw new GraphException($"{op}: shape {Shapes.Text(x.Dimensions)} has {x.Rank} dimensions, at least {least} are needed.");
        }
    }
}
