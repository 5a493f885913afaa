using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>One boxed argument or result; laid out as in native/bridge.cpp.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Argument
{
    [FieldOffset(0)]
    public ArgumentKind Kind;

    [FieldOffset(4)]
    public int Count;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;

    [FieldOffset(8)]
    public nint Pointer;
}

/// <summary>What an <see cref="Argument"/> holds; the order is that of native/bridge.cpp.</summary>
internal enum ArgumentKind
{
    None,
    Tensor,
    Integer,
    Real,
    Boolean,
    IntegerList,
    TensorList,
    OptionalTensorList,
    RealList,
    Generator,
    Text,
}
