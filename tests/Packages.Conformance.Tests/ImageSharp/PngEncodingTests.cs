using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>What is written can be read again and does not vary.</summary>
public sealed class PngEncodingTests
{
    [Theory]
    [CombinatorialFilters]
    public void SaveAsPng_EveryFilterAndLevel_GivesThePixelsBack(PngFilterMethod filter, PngCompressionLevel level, PngInterlaceMode interlace)
    {
        using var image = Noise(13, 7);
        var file = Save(image, new PngEncoder { FilterMethod = filter, CompressionLevel = level, InterlaceMethod = interlace });
        using var again = Image.Load<Rgba32>(file);
        Assert.Equal(Pixels(image), Pixels(again));
        Assert.Equal(file, Save(image, new PngEncoder { FilterMethod = filter, CompressionLevel = level, InterlaceMethod = interlace }));
    }

    [Theory]
    [InlineData(PngColorType.Rgb, PngBitDepth.Bit8)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit8)]
    [InlineData(PngColorType.Rgb, PngBitDepth.Bit16)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit16)]
    public void SaveAsPng_ColourTypes_KeepTheirColours(PngColorType colorType, PngBitDepth bitDepth)
    {
        using var image = Noise(5, 4).CloneAs<Rgb24>();
        using var again = Image.Load<Rgb24>(Save(image, new PngEncoder { ColorType = colorType, BitDepth = bitDepth }));
        Assert.Equal(Pixels(image), Pixels(again));
        Assert.Equal(colorType, again.Metadata.GetPngMetadata().ColorType);
        Assert.Equal(bitDepth, again.Metadata.GetPngMetadata().BitDepth);
    }

    [Theory]
    [InlineData(PngColorType.Grayscale)]
    [InlineData(PngColorType.GrayscaleWithAlpha)]
    public void SaveAsPng_Grey_IsTheLuminance(PngColorType colorType)
    {
        using var image = new Image<Rgb24>(1, 1, new Rgb24(200, 100, 50));
        using var again = Image.Load<L8>(Save(image, new PngEncoder { ColorType = colorType }));

        // 0.2126·200 + 0.7152·100 + 0.0722·50 = 117.65
        Assert.Equal(118, again[0, 0].PackedValue);
    }

    [Fact]
    public void SaveAsPng_WithoutSettings_ChoosesByPixelFormat()
    {
        Assert.Equal(PngColorType.Rgb, Image.Identify(Save(new Image<Rgb24>(2, 2), new PngEncoder())).Metadata.GetPngMetadata().ColorType);
        Assert.Equal(PngColorType.RgbWithAlpha, Image.Identify(Save(new Image<Rgba32>(2, 2), new PngEncoder())).Metadata.GetPngMetadata().ColorType);
        Assert.Equal(PngColorType.Grayscale, Image.Identify(Save(new Image<L8>(2, 2), new PngEncoder())).Metadata.GetPngMetadata().ColorType);
    }

    [Fact]
    public async Task SaveAsPngAsync_AStreamAndAFile_AreTheSameBytes()
    {
        using var image = Noise(6, 6);
        using var stream = new MemoryStream();
        await image.SaveAsPngAsync(stream, new PngEncoder());
        var path = Path.GetTempFileName();
        try
        {
            await image.SaveAsPngAsync(path);
            Assert.Equal(stream.ToArray(), await File.ReadAllBytesAsync(path));
            using var again = await Image.LoadAsync<Rgba32>(path);
            Assert.Equal(Pixels(image), Pixels(again));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Image<Rgba32> Noise(int width, int height)
    {
        var bytes = new byte[width * height * 4];
        new Random(7).NextBytes(bytes);
        return Image.LoadPixelData<Rgba32>(bytes, width, height);
    }

    private static byte[] Save(Image image, PngEncoder encoder)
    {
        using var stream = new MemoryStream();
        image.SaveAsPng(stream, encoder);
        return stream.ToArray();
    }

    private static TPixel[] Pixels<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var pixels = new TPixel[image.Width * image.Height];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CombinatorialFiltersAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from filter in Enum.GetValues<PngFilterMethod>()
            from level in new[] { PngCompressionLevel.NoCompression, PngCompressionLevel.DefaultCompression, PngCompressionLevel.BestCompression }
            from interlace in Enum.GetValues<PngInterlaceMode>()
            select new object[] { filter, level, interlace };
    }
}
