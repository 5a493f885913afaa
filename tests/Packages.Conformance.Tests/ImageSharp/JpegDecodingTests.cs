using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Two 16 × 16 files of quality 90: left half red (200, 30, 60), right half blue (20, 180, 220).</summary>
public sealed class JpegDecodingTests
{
    private const string Colour = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAQABADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDwqvmj+3T6Nr+oj/EU+cq/l0/26Po2v6iP8RT/2Q==";
    private const string Grey = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAQABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APCq+ja+cq+ja//Z";

    // Quantization at quality 90 moves a flat colour by a few steps.
    private const int Tolerance = 4;

    [Fact]
    public void Load_Colour_IsNearTheOriginal()
    {
        using var image = Image.Load<Rgb24>(Convert.FromBase64String(Colour));
        Assert.Equal(new Size(16, 16), image.Size);
        AssertNear(new Rgb24(200, 30, 60), image[2, 9]);
        AssertNear(new Rgb24(20, 180, 220), image[13, 4]);
        Assert.Same(JpegFormat.Instance, image.Metadata.DecodedImageFormat);
    }

    [Fact]
    public void Load_Grey_IsTheLuma()
    {
        // JPEG's luma is ITU-R BT.601: 0.299·R + 0.587·G + 0.114·B.
        using var image = Image.Load<L8>(Convert.FromBase64String(Grey));
        Assert.InRange(image[2, 9].PackedValue, 84 - Tolerance, 84 + Tolerance);
        Assert.InRange(image[13, 4].PackedValue, 137 - Tolerance, 137 + Tolerance);
    }

    [Theory]
    [InlineData(Colour, 24)]
    [InlineData(Grey, 8)]
    public void Identify_AFile_KnowsItsSize(string file, int bits)
    {
        var info = Image.Identify(Convert.FromBase64String(file));
        Assert.Equal((16, 16, bits), (info.Width, info.Height, info.PixelType.BitsPerPixel));
    }

    [Fact]
    public void Load_OnlyTheFirstBytes_IsInvalid() =>
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(Convert.FromBase64String(Colour).AsSpan(0, 40)));

    private static void AssertNear(Rgb24 expected, Rgb24 actual)
    {
        Assert.InRange(actual.R, expected.R - Tolerance, expected.R + Tolerance);
        Assert.InRange(actual.G, expected.G - Tolerance, expected.G + Tolerance);
        Assert.InRange(actual.B, expected.B - Tolerance, expected.B + Tolerance);
    }
}
