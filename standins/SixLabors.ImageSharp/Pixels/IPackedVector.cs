namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel whose components are packed into one number.</summary>
public interface IPackedVector<TPacked> : IPixel
    where TPacked : struct, IEquatable<TPacked>
{
    /// <summary>The packed components.</summary>
    TPacked PackedValue { get; set; }
}
