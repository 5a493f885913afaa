using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Reading and writing pixels in memory.</summary>
public sealed class PixelAccessTests
{
    [Fact]
    public void Indexer_APlace_IsColumnThenRow()
    {
        using var image = new Image<Rgb24>(3, 2);
        image[2, 1] = new Rgb24(7, 8, 9);
        var bytes = new byte[18];
        image.CopyPixelDataTo(bytes.AsSpan());
        Assert.Equal([7, 8, 9], bytes[15..]);
        Assert.All(bytes[..15], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    [InlineData(3, 0)]
    public void Indexer_Outside_Throws(int x, int y)
    {
        using var image = new Image<L8>(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => image[x, y]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    public void Constructor_NoPixels_Throws(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image<Rgb24>(width, height));

    [Fact]
    public void ProcessPixelRows_Rows_AreThePixels()
    {
        using var image = new Image<L8>(4, 3, new L8(5));
        image.ProcessPixelRows(rows =>
        {
            Assert.Equal((4, 3), (rows.Width, rows.Height));
            for (var y = 0; y < rows.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                Assert.Equal(4, row.Length);
                row[y] = new L8((byte)(100 + y));
            }
        });
        Assert.Equal([100, 5, 5, 101, 5, 102], new[] { image[0, 0], image[0, 1], image[1, 0], image[1, 1], image[2, 0], image[2, 2] }.Select(pixel => pixel.PackedValue));
    }

    [Fact]
    public void LoadPixelData_PixelsOrBytes_AreCopied()
    {
        Rgb24[] pixels = [new(1, 2, 3), new(4, 5, 6)];
        using var fromPixels = Image.LoadPixelData<Rgb24>(pixels, 1, 2);
        using var fromBytes = Image.LoadPixelData<Rgb24>(new byte[] { 1, 2, 3, 4, 5, 6 }, 1, 2);
        pixels[0] = default;
        Assert.Equal(new Rgb24(1, 2, 3), fromPixels[0, 0]);
        Assert.Equal(new Rgb24(4, 5, 6), fromBytes[0, 1]);
        Assert.ThrowsAny<ArgumentException>(() => Image.LoadPixelData<Rgb24>(new byte[5], 1, 2));
    }

    [Fact]
    public void CopyPixelDataTo_TooSmall_Throws()
    {
        using var image = new Image<L8>(2, 2);
        Assert.ThrowsAny<ArgumentException>(() => image.CopyPixelDataTo(new L8[3]));
    }

    [Fact]
    public void CloneAs_OtherFormats_Convert()
    {
        using var image = new Image<Rgba32>(1, 1, new Rgba32(255, 0, 0, 10));
        using var opaque = image.CloneAs<Rgb24>();
        using var grey = image.CloneAs<L8>();
        Assert.Equal(new Rgb24(255, 0, 0), opaque[0, 0]);
        Assert.Equal(54, grey[0, 0].PackedValue);
        Assert.Equal(new Rgba32(54, 54, 54, 255), grey.CloneAs<Rgba32>()[0, 0]);
    }

    [Fact]
    public void Dispose_ThenUse_Throws()
    {
        var image = new Image<Rgb24>(1, 1);
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.SaveAsPng(new MemoryStream()));
    }
}
