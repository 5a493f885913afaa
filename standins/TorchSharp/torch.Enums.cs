namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types; the values are libtorch's.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
        BFloat16 = 15,
    }

    /// <summary>Ways of <c>interpolate</c>.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    public static partial class nn
    {
        /// <summary>How a loss is reduced; the values are libtorch's.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }
    }
}
