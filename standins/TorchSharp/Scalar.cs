using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number that an operator takes beside tensors.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(double real, ScalarType type)
    {
        Real = real;
        IsReal = true;
        Type = type;
    }

    private Scalar(long integer, ScalarType type)
    {
        Integer = integer;
        Type = type;
    }

    public ScalarType Type { get; }

    internal bool IsReal { get; }

    internal double Real { get; }

    internal long Integer { get; }

    public void Dispose()
    {
    }

    public static implicit operator Scalar(byte value) => new(value, ScalarType.Byte);

    public static implicit operator Scalar(short value) => new(value, ScalarType.Int16);

    public static implicit operator Scalar(int value) => new(value, ScalarType.Int32);

    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(float value) => new(value, ScalarType.Float32);

    public static implicit operator Scalar(double value) => new(value, ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(value ? 1 : 0, ScalarType.Bool);
}
