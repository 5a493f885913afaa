namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>A pixel that converts to and from the common formats.</summary>
public interface IPixel
{
    /// <summary>Takes the value of a grey pixel.</summary>
    void FromL8(L8 source);

    /// <summary>Takes the value of an opaque colour pixel.</summary>
    void FromRgb24(Rgb24 source);

    /// <summary>Takes the value of a colour pixel; formats without alpha drop it.</summary>
    void FromRgba32(Rgba32 source);

    /// <summary>The value as red, green, blue and alpha.</summary>
    void ToRgba32(ref Rgba32 dest);
}

/// <summary>A pixel format.</summary>
public interface IPixel<TSelf> : IPixel, IEquatable<TSelf>
    where TSelf : unmanaged, IPixel<TSelf>;
