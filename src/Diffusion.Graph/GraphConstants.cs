using System.Security.Cryptography;

namespace Diffusion.Graph;

/// <summary>Unnamed constants. Equal ones are stored once.</summary>
public sealed partial class GraphBuilder
{
    private readonly Dictionary<string, Value> _constants = new(StringComparer.Ordinal);

    /// <summary>A float without dimensions.</summary>
    public Value Constant(float value) => Scalar(value, ElementType.Float);

    /// <summary>A double without dimensions. Mind that the two operands of an op must be of one type; see <see cref="Scalar"/>.</summary>
    public Value Constant(double value) => Scalar(value, ElementType.Double);

    /// <summary>An int64 without dimensions.</summary>
    public Value Constant(long value) => Scalar(value, ElementType.Int64);

    /// <summary>Floats of the given shape, row-major; no shape is a scalar.</summary>
    public Value Constant(ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) => Constant(TensorData.Of(data, shape));

    /// <summary>Doubles of the given shape, row-major; no shape is a scalar.</summary>
    public Value Constant(ReadOnlySpan<double> data, params ReadOnlySpan<long> shape) => Constant(TensorData.Of(data, shape));

    /// <summary>Int64s of the given shape, row-major; no shape is a scalar.</summary>
    public Value Constant(ReadOnlySpan<long> data, params ReadOnlySpan<long> shape) => Constant(TensorData.Of(data, shape));

    /// <summary>An int64 vector.</summary>
    public Value Vector(params ReadOnlySpan<long> elements) => Constant(TensorData.Of(elements, elements.Length));

    /// <summary>A number without dimensions, rounded to <paramref name="type"/> once.</summary>
    public Value Scalar(double value, ElementType type) => Constant(TensorData.Scalar(value, type));

    public Value Constant(TensorData data)
    {
        var key = $"{data.Type} {Shapes.Text(data.Shape)} {Convert.ToHexString(data.Count <= 8 ? data.Bytes.Span : SHA256.HashData(data.Bytes.Span))}";
        if (!_constants.TryGetValue(key, out var constant))
        {
            constant = new Value(this, data.Type, [.. data.Shape]) { Data = data, Contents = ContentsOf(data) };
            _constants.Add(key, constant);
        }

        return constant;
    }

    /// <summary>The same numbers in another floating type.</summary>
    internal Value Constant(ReadOnlySpan<double> data, ElementType type, params ReadOnlySpan<long> shape)
    {
        return type switch
        {
            ElementType.Double => Constant(data, shape),
            ElementType.Float16 => Constant(TensorData.Of<Half>(Array.ConvertAll(data.ToArray(), v => (Half)v), shape)),
            _ => Constant(Array.ConvertAll(data.ToArray(), v => (float)v), shape),
        };
    }

    private static long[]? ContentsOf(TensorData data) =>
        data.Type == ElementType.Int64 && data.Shape.Count <= 1 ? data.AsSpan<long>().ToArray() : null;
}
