using Diffusion.Graph.Onnx;

namespace Diffusion.Graph;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">As runs name it.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Shape">−1 where a dimension is known only when the model runs.</param>
public sealed record OnnxValue(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    internal static OnnxValue Read(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType ?? throw new GraphException($"'{value.Name}' is not a tensor. Only tensors are read.");
        var shape = tensor.Shape?.Dim.Select(d => d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? d.DimValue : Shapes.Unknown);
        return new OnnxValue(value.Name, (ElementType)tensor.ElemType, [.. shape ?? []]);
    }
}
