using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>One JPEG in libturbojpeg's hands.</summary>
internal sealed unsafe class TurboJpeg : IDisposable
{
    private const string Library = "libturbojpeg.so.0";
    private const int PixelFormatRgba = 7;
    private const int PixelFormatCmyk = 11;
    private const int ColorspaceGray = 2;
    private const int ColorspaceCmyk = 3;
    private const int ColorspaceYcck = 4;
    private const int ErrorIsWarning = 0;
    private const int AccurateDct = 4096;

    // Begins of libjpeg's messages.
    private static readonly string[] Damages = ["Corrupt JPEG data", "Premature end", "Inconsistent progression"];

    private readonly nint handle;
    private readonly byte[] data;
    private readonly int colorspace;

    public TurboJpeg(ReadOnlySpan<byte> jpeg)
    {
        data = jpeg.ToArray();
        handle = Open();
        try
        {
            fixed (byte* bytes = data)
            {
                Check(tjDecompressHeader3(handle, bytes, (nuint)data.Length, out var width, out var height, out _, out colorspace));
                (Width, Height) = (width, height);
            }

            if (Width <= 0 || Height <= 0)
            {
                throw new InvalidImageContentException("The JPEG ends before its frame header.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public int BitsPerPixel => colorspace switch
    {
        ColorspaceGray => 8,
        ColorspaceCmyk or ColorspaceYcck => 32,
        _ => 24,
    };

    public Rgba32[] Decompress()
    {
        var pixels = new Rgba32[checked(Width * Height)];
        var cmyk = colorspace is ColorspaceCmyk or ColorspaceYcck;
        fixed (byte* bytes = data)
        fixed (Rgba32* destination = pixels)
        {
            Check(tjDecompress2(handle, bytes, (nuint)data.Length, destination, Width, 0, Height, cmyk ? PixelFormatCmyk : PixelFormatRgba, AccurateDct));
        }

        if (cmyk)
        {
            FromInvertedCmyk(pixels);
        }

        return pixels;
    }

    public void Dispose() => _ = tjDestroy(handle);

    // Adobe writes 255 minus the ink, so that colour is the product with black's remainder.
    private static void FromInvertedCmyk(Span<Rgba32> pixels)
    {
        foreach (ref var pixel in pixels)
        {
            pixel = new Rgba32((byte)(pixel.R * pixel.A / 255), (byte)(pixel.G * pixel.A / 255), (byte)(pixel.B * pixel.A / 255));
        }
    }

    private static nint Open()
    {
        try
        {
            return tjInitDecompress();
        }
        catch (DllNotFoundException error)
        {
            throw new NotSupportedException("JPEG is read with libturbojpeg (Debian package libturbojpeg0) or with the official package SixLabors.ImageSharp. Neither is there.", error);
        }
    }

    private void Check(int result)
    {
        if (result == 0)
        {
            return;
        }

        // Damage in the middle is a warning to libjpeg, which goes on with whatever comes out. Other warnings are of headers and harm nothing.
        var message = Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "";
        if (tjGetErrorCode(handle) != ErrorIsWarning || Damages.Any(damage => message.Contains(damage, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidImageContentException($"The JPEG cannot be read: {message}");
        }
    }

    [DllImport(Library)]
    private static extern nint tjInitDecompress();

    [DllImport(Library)]
    private static extern int tjDecompressHeader3(nint handle, byte* jpeg, nuint size, out int width, out int height, out int subsampling, out int colorspace);

    [DllImport(Library)]
    private static extern int tjDecompress2(nint handle, byte* jpeg, nuint size, void* destination, int width, int pitch, int height, int pixelFormat, int flags);

    [DllImport(Library)]
    private static extern nint tjGetErrorStr2(nint handle);

    [DllImport(Library)]
    private static extern int tjGetErrorCode(nint handle);

    [DllImport(Library)]
    private static extern int tjDestroy(nint handle);
}
