using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What the official package hangs onto tensors and element types as extensions.</summary>
public static class TensorExtensionMethods
{
    /// <summary>Bytes an element.</summary>
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new NotSupportedException($"Elements of type {type} need the official TorchSharp package."),
    };

    public static bool ToBoolean(this Tensor value) => value.Number<long>(ScalarType.Int64) != 0;

    public static int ToInt32(this Tensor value) => checked((int)value.Number<long>(ScalarType.Int64));

    public static long ToInt64(this Tensor value) => value.Number<long>(ScalarType.Int64);

    public static float ToSingle(this Tensor value) => (float)value.Number<double>(ScalarType.Float64);

    public static double ToDouble(this Tensor value) => value.Number<double>(ScalarType.Float64);
}
