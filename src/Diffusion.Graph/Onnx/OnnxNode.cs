using Diffusion.Graph.Onnx;

namespace Diffusion.Graph;

/// <summary>A node of a model.</summary>
/// <param name="Name">For people.</param>
/// <param name="Op">The operator, such as Conv.</param>
/// <param name="Inputs">Names of values; empty where an optional one is left out.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Attributes">In file order.</param>
public sealed record OnnxNode(
    string Name, string Op, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<AttributeValue> Attributes)
{
    /// <summary>An attribute's value, or <paramref name="otherwise"/> where the node does not have it.</summary>
    public T Attribute<T>(string name, T otherwise)
        where T : notnull
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute.Value is T value
                    ? value
                    : throw new GraphException($"The attribute '{name}' of the node '{Name}' ({Op}) is {attribute.Value.GetType().Name} where {typeof(T).Name} is needed.");
            }
        }

        return otherwise;
    }

    internal static OnnxNode Read(NodeProto node, string? folder) =>
        new(node.Name, node.OpType, [.. node.Input], [.. node.Output], [.. node.Attribute.Select(a => AttributeFormat.Read(a, folder))]);
}
