using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Files made by another PNG writer, whose pixels are known.</summary>
public sealed class PngDecodingTests
{
    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAkAAAACAQAAAACiLct+AAAADklEQVR42mPY0MDgzwAABhQBgLtFzecAAAAASUVORK5CYII=", new byte[] { 255, 0, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 0 })]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgAAAACW50iwAAAACklEQVR42mOQBgAAHQAcI3yPrAAAAABJRU5ErkJggg==", new byte[] { 0, 85, 170, 255 })]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAMAAAABBAAAAAD7e6ZpAAAAC0lEQVR42mPgLwAAAJEAgK5ZEuYAAAAASUVORK5CYII=", new byte[] { 0, 255, 119 })]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAMAAAABEAAAAABuG5crAAAAD0lEQVR42mNgYGho+P8fAAaEAv//G2LxAAAAAElFTkSuQmCC", new byte[] { 0, 128, 255 })]
    public void Load_GreyOfAnyDepth_IsScaledToBytes(string file, byte[] grey)
    {
        using var image = Image.Load<L8>(Convert.FromBase64String(file));
        Assert.Equal(grey, Bytes(image));
    }

    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAAAAAA+i0toAAAAAnRSTlMAApidrBQAAAAMSURBVHjaY2BkYgYAAA4AB+mSN9QAAAAASUVORK5CYII=", "010101FF 02020200 030303FF")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR42mPgEpHTAAAAzQBltceWUgAAAABJRU5ErkJggg==", "0A0A0A14 1E1E1E28")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgMAAACEUudeAAAADFBMVEX/AAAA/wAAAP8JCAei0mLAAAAAAnRSTlMAgJsrThgAAAAKSURBVHjaY5AGAAAdABwjfI+sAAAAAElFTkSuQmCC", "FF000000 00FF0080 0000FFFF 090807FF")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR42mNgYGBk/P+/gaH+v5AJABdiBEWJ4bqUAAAAAElFTkSuQmCC", "0001FFFF 807F12FF")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAABnRSTlMABAAFAAZ0jsaPAAAAD0lEQVR42mNgZGJmYWUDAAA/ABaYwWgTAAAAAElFTkSuQmCC", "010203FF 04050600")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAYAAABPhRjKAAAAEUlEQVR42mP4/5+BoaHBwQEAEzoDfy1zhjcAAAAASUVORK5CYII=", "FF008040")]
    public void Load_EveryColourType_GivesRedGreenBlueAlpha(string file, string rgba)
    {
        using var image = Image.Load<Rgba32>(Convert.FromBase64String(file));
        Assert.Equal(rgba.Replace(" ", ""), Convert.ToHexString(Bytes(image)));
    }

    [Fact]
    public void Load_Interlaced_PutsThePixelsInPlace()
    {
        using var image = Image.Load<L8>(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAAAAAHfA0mvAAAALElEQVR42mNgYGBh0NBhYGLQYhARk2BgZGYQFWfQ1Gbg4ubh5WOQk1dQVAIAIIUCJ8SHsQcAAAAASUVORK5CYII="));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (byte)((10 * (i / 5)) + (i % 5))), Bytes(image));
        Assert.Equal(PngInterlaceMode.Adam7, image.Metadata.GetPngMetadata().InterlaceMethod);
    }

    [Fact]
    public void Load_OneRowOfEachFilter_RestoresThem()
    {
        using var image = Image.Load<L8>(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAQAAAAFCAAAAABHxhIHAAAAH0lEQVR4nGNgFTDMYNTiVjRnUgUCZl8JZT0WVW5FVQAmfAMGaF/E6QAAAABJRU5ErkJggg=="));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (byte)((37 * (i / 4)) + (11 * (i % 4) * (i % 4)) + 5)), Bytes(image));
    }

    [Fact]
    public void Identify_AFile_KnowsSizeAndDepth()
    {
        var info = Image.Identify(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR42mNgYGBk/P+/gaH+v5AJABdiBEWJ4bqUAAAAAElFTkSuQmCC"));
        Assert.Equal(new Size(2, 1), info.Size);
        Assert.Equal(48, info.PixelType.BitsPerPixel);
        Assert.Equal(PngBitDepth.Bit16, info.Metadata.GetPngMetadata().BitDepth);
        Assert.Equal(PngColorType.Rgb, info.Metadata.GetPngMetadata().ColorType);
        Assert.Same(PngFormat.Instance, info.Metadata.DecodedImageFormat);
    }

    private static byte[] Bytes<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var bytes = new byte[image.Width * image.Height * image.PixelType.BitsPerPixel / 8];
        image.CopyPixelDataTo(bytes.AsSpan());
        return bytes;
    }
}
