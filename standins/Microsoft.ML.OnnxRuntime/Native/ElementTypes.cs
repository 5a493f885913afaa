using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Which .NET type holds an element of a tensor, and its bytes.</summary>
internal static class ElementTypes
{
    private static readonly (TensorElementType Element, Type Type, int Size)[] Known =
    [
        (TensorElementType.Float, typeof(float), 4),
        (TensorElementType.Double, typeof(double), 8),
        (TensorElementType.Int16, typeof(short), 2),
        (TensorElementType.UInt16, typeof(ushort), 2),
        (TensorElementType.Int32, typeof(int), 4),
        (TensorElementType.UInt32, typeof(uint), 4),
        (TensorElementType.Int64, typeof(long), 8),
        (TensorElementType.UInt64, typeof(ulong), 8),
        (TensorElementType.UInt8, typeof(byte), 1),
        (TensorElementType.Int8, typeof(sbyte), 1),
        (TensorElementType.Bool, typeof(bool), 1),
        (TensorElementType.String, typeof(string), 0),
    ];

    public static TensorElementType Of(Type type)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
            {
                return known.Element;
            }
        }

        throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor of type: {type} is not supported");
    }

    public static (Type Type, int Size) Of(TensorElementType element)
    {
        foreach (var known in Known)
        {
            if (known.Element == element)
            {
                return (known.Type, known.Size);
            }
        }

        throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"Tensor element type: {element} is not supported");
    }

    /// <summary>Elements of a tensor of this shape.</summary>
    public static long Count(long[] shape)
    {
        long count = 1;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        return count;
    }
}
