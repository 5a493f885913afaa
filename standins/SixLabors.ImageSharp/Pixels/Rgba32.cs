using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Red, green, blue and alpha (not multiplied in), one byte each.</summary>
[StructLayout(LayoutKind.Sequential)]
public partial struct Rgba32 : IPixel<Rgba32>
{
    public byte R;
    public byte G;
    public byte B;
    public byte A;

    public Rgba32(byte r, byte g, byte b)
        : this(r, g, b, byte.MaxValue)
    {
    }

    public Rgba32(byte r, byte g, byte b, byte a)
    {
        R = r;
        G = g;
        B = b;
        A = a;
    }

    public Rgb24 Rgb
    {
        readonly get => new(R, G, B);
        set
        {
            R = value.R;
            G = value.G;
            B = value.B;
        }
    }

    public static bool operator ==(Rgba32 left, Rgba32 right) => left.Equals(right);

    public static bool operator !=(Rgba32 left, Rgba32 right) => !left.Equals(right);

    public void FromL8(L8 source) => this = new Rgba32(source.PackedValue, source.PackedValue, source.PackedValue, byte.MaxValue);

    public void FromRgb24(Rgb24 source) => this = new Rgba32(source.R, source.G, source.B, byte.MaxValue);

    public void FromRgba32(Rgba32 source) => this = source;

    public readonly void ToRgba32(ref Rgba32 dest) => dest = this;

    public override readonly bool Equals(object? obj) => obj is Rgba32 other && Equals(other);

    public readonly bool Equals(Rgba32 other) => R == other.R && G == other.G && B == other.B && A == other.A;

    public override readonly int GetHashCode() => HashCode.Combine(R, G, B, A);

    public override readonly string ToString() => $"Rgba32({R}, {G}, {B}, {A})";
}
