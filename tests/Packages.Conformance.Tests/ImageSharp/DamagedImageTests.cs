using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Images that cannot be read.</summary>
public sealed class DamagedImageTests
{
    [Fact]
    public void Load_AnotherFormat_IsUnknown()
    {
        Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>("this is no image, but long enough for one"u8));
        Assert.Throws<UnknownImageFormatException>(() => Image.Identify("this is no image, but long enough for one"u8));
        Assert.ThrowsAny<ImageFormatException>(() => Image.Load<Rgb24>(new MemoryStream("neither is this, as a stream of some length"u8.ToArray())));
    }

    [Theory]
    [InlineData("IHDR")]
    [InlineData("IDAT")]
    public void Load_AWrongCheckSumOfACriticalChunk_IsInvalid(string type)
    {
        var file = Png();
        var chunk = PngChunkList.Of(file).Single(chunk => chunk.Type == type);
        file[chunk.Start + chunk.Length + 3] ^= 1;
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(file));
    }

    [Fact]
    public void Load_WithoutPixels_IsInvalid() =>
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(PngChunkList.Without(Png(), "IDAT")));

    [Fact]
    public void Load_AFlippedBitInAnOptionalChunk_StillReads()
    {
        var file = Png();
        var chunk = PngChunkList.Of(file).Single(chunk => chunk.Type == "pHYs");
        file[chunk.Start] ^= 1;
        using var image = Image.Load<Rgb24>(file);
        Assert.Equal(new Rgb24(1, 2, 3), image[3, 3]);
    }

    [Fact]
    public void Load_AMissingFile_IsNotFound() =>
        Assert.Throws<FileNotFoundException>(() => Image.Load<Rgb24>(Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".png")));

    private static byte[] Png()
    {
        using var image = new Image<Rgb24>(4, 4, new Rgb24(1, 2, 3));
        using var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }
}
