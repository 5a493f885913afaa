using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Packages.Conformance.Tests.ImageSharp;

/// <summary>Images of several frames: in memory, written, and read as any viewer would draw them.</summary>
public sealed class AnimatedPngTests
{
    private static readonly Rgba32 Red = new(255, 0, 0);
    private static readonly Rgba32 Green = new(0, 255, 0);
    private static readonly Rgba32 Blue = new(0, 0, 255);
    private static readonly Rgba32 Nothing = new(0, 0, 0, 0);

    [Fact]
    public void SaveAsPng_SeveralFrames_AreChunksThatAViewerDraws()
    {
        using var image = Film(4);
        var file = Save(image, new PngEncoder { FilterMethod = PngFilterMethod.None });

        Assert.Equal(Enumerable.Range(0, 4).Select(Bytes), AnimatedPngFile.Draw(file));
        var chunks = PngChunkList.Of(file);
        var control = Assert.Single(chunks, chunk => chunk.Type == "acTL");
        Assert.True(chunks.IndexOf(control) < chunks.FindIndex(chunk => chunk.Type == "IDAT"));
        Assert.Equal((4u, 3u), (AnimatedPngFile.Number(file, control.Start), AnimatedPngFile.Number(file, control.Start + 4)));
        Assert.All(chunks.Where(chunk => chunk.Type == "fcTL"), chunk => Assert.Equal([0, 1, 0, 8], file[(chunk.Start + 20)..(chunk.Start + 24)]));
    }

    [Fact]
    public void Load_SavedFrames_GivesPixelsDelaysAndRepeatCountBack()
    {
        using var image = Film(5);
        image.Frames[4].Metadata.GetPngMetadata().FrameDelay = new Rational(3, 2);
        using var again = Image.Load<Rgb24>(Save(image, new PngEncoder()));

        Assert.Equal(5, again.Frames.Count);
        Assert.Equal(Enumerable.Range(0, 5).Select(Bytes), again.Frames.Select(Bytes));
        Assert.Equal(3u, again.Metadata.GetPngMetadata().RepeatCount);
        Assert.True(again.Metadata.GetPngMetadata().AnimateRootFrame);
        Assert.Equal([0.125, 0.125, 0.125, 0.125, 1.5], again.Frames.Select(frame => frame.Metadata.GetPngMetadata().FrameDelay.ToDouble()));
        Assert.Equal(Save(image, new PngEncoder()), Save(image, new PngEncoder()));
    }

    [Fact]
    public void SaveAsPng_RootNotAnimated_IsTheDefaultImageAlone()
    {
        using var image = Film(3);
        image.Metadata.GetPngMetadata().AnimateRootFrame = false;
        var file = Save(image, new PngEncoder());

        Assert.Equal(2u, AnimatedPngFile.Number(file, PngChunkList.Of(file).Single(chunk => chunk.Type == "acTL").Start));
        Assert.Equal("IDAT", PngChunkList.Of(file).First(chunk => chunk.Type is "IDAT" or "fcTL").Type);
        using var again = Image.Load<Rgb24>(file);
        Assert.False(again.Metadata.GetPngMetadata().AnimateRootFrame);
        Assert.Equal(Enumerable.Range(0, 3).Select(Bytes), again.Frames.Select(Bytes));
    }

    [Fact]
    public void SaveAsPng_OneFrame_IsNoAnimation()
    {
        using var image = Film(1);
        Assert.DoesNotContain(PngChunkList.Of(Save(image, new PngEncoder())), chunk => chunk.Type is "acTL" or "fcTL" or "fdAT");
    }

    /// <summary>Three pixels in a row; every later frame draws the middle one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Load_RegionsAndDisposals_AreDrawnOverWhatIsThere(byte disposal)
    {
        using var image = Image.Load<Rgba32>(AnimatedPngFile.Of(
            AnimatedPngFile.Header(3, 1, 6),
            AnimatedPngFile.Control(3, 0),
            AnimatedPngFile.Frame(0, 3, 1, 0, 0, disposal: 0, blend: 0),
            ("IDAT", AnimatedPngFile.Compress(12, [255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255])),
            AnimatedPngFile.Frame(1, 1, 1, 1, 0, disposal, blend: 0),
            ("fdAT", [.. AnimatedPngFile.Number(2), .. AnimatedPngFile.Compress(4, [0, 255, 0, 255])]),
            AnimatedPngFile.Frame(3, 1, 1, 2, 0, disposal: 0, blend: 0),
            ("fdAT", [.. AnimatedPngFile.Number(4), .. AnimatedPngFile.Compress(4, [0, 0, 255, 255])]),
            ("IEND", [])));

        Assert.Equal([Red, Red, Red], Row(image, 0));
        Assert.Equal([Red, Green, Red], Row(image, 1));
        Assert.Equal([Red, disposal switch { 0 => Green, 1 => Nothing, _ => Red }, Blue], Row(image, 2));
        Assert.Equal((PngDisposalMethod)disposal, image.Frames[1].Metadata.GetPngMetadata().DisposalMethod);
        Assert.Equal(0u, image.Metadata.GetPngMetadata().RepeatCount);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1, 255, 0, 0, 255)]
    public void Load_ClearPixel_ReplacesOrLeavesByItsBlending(byte blend, byte r, byte g, byte b, byte a)
    {
        using var image = Image.Load<Rgba32>(AnimatedPngFile.Of(
            AnimatedPngFile.Header(1, 1, 6),
            AnimatedPngFile.Control(2, 0),
            AnimatedPngFile.Frame(0, 1, 1, 0, 0, disposal: 0, blend: 0),
            ("IDAT", AnimatedPngFile.Compress(4, [255, 0, 0, 255])),
            AnimatedPngFile.Frame(1, 1, 1, 0, 0, disposal: 0, blend),
            ("fdAT", [.. AnimatedPngFile.Number(2), .. AnimatedPngFile.Compress(4, [0, 0, 0, 0])]),
            ("IEND", [])));
        Assert.Equal([new Rgba32(r, g, b, a)], Row(image, 1));
    }

    [Fact]
    public void AddFrame_PixelsOrAFrame_AreCopied()
    {
        Rgb24[] pixels = [new(1, 2, 3), new(4, 5, 6)];
        using var image = new Image<Rgb24>(2, 1);
        var added = image.Frames.AddFrame(pixels);
        image.Frames.AddFrame(added).Metadata.GetPngMetadata().FrameDelay = new Rational(1, 2);
        pixels[0] = default;
        added[1, 0] = default;
        image.Frames.CreateFrame(new Rgb24(9, 9, 9));

        Assert.Equal([[0, 0, 0, 0, 0, 0], [1, 2, 3, 0, 0, 0], [1, 2, 3, 4, 5, 6], [9, 9, 9, 9, 9, 9]], image.Frames.Select(Bytes));
        Assert.Equal(0, added.Metadata.GetPngMetadata().FrameDelay.ToDouble());
        Assert.ThrowsAny<ArgumentException>(() => image.Frames.AddFrame(new Rgb24[1]));
        using var other = new Image<Rgb24>(1, 1);
        Assert.ThrowsAny<ArgumentException>(() => image.Frames.AddFrame(other.Frames.RootFrame));
    }

    [Fact]
    public void CloneAs_SeveralFrames_KeepsThemAndTheirDelays()
    {
        using var image = Film(3);
        using var clone = image.CloneAs<Rgba32>();
        using var one = image.Frames.CloneFrame(2);
        Assert.Equal(3, clone.Frames.Count);
        Assert.Equal(image.Frames[2][1, 1], clone.Frames[2][1, 1].Rgb);
        Assert.Equal(new Rational(2, 16), clone.Frames[1].Metadata.GetPngMetadata().FrameDelay);
        Assert.Equal(Bytes(2), Bytes(Assert.Single(one.Frames.AsEnumerable())));
    }

    [Fact]
    public void Rational_Constructor_IsInLowestTerms() =>
        Assert.Equal((1u, 5u, 2u, 10u), (new Rational(2, 10).Numerator, new Rational(2, 10).Denominator, new Rational(2, 10, simplify: false).Numerator, new Rational(2, 10, simplify: false).Denominator));

    // Noise: no two frames share a row or a column, so that every writer's regions cover the whole.
    private static Image<Rgb24> Film(int frames)
    {
        var image = Image.LoadPixelData<Rgb24>(Bytes(0), 5, 4);
        for (var i = 1; i < frames; i++)
        {
            using var next = Image.LoadPixelData<Rgb24>(Bytes(i), 5, 4);
            image.Frames.AddFrame(next.Frames.RootFrame);
        }

        foreach (var frame in image.Frames.AsEnumerable())
        {
            frame.Metadata.GetPngMetadata().FrameDelay = new Rational(1, 8);
        }

        image.Metadata.GetPngMetadata().RepeatCount = 3;
        return image;
    }

    private static byte[] Bytes(int frame)
    {
        var bytes = new byte[5 * 4 * 3];
        new Random(frame).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bytes(ImageFrame<Rgb24> frame)
    {
        var bytes = new byte[frame.Width * frame.Height * 3];
        frame.CopyPixelDataTo(bytes.AsSpan());
        return bytes;
    }

    private static Rgba32[] Row(Image<Rgba32> image, int frame) => [.. Enumerable.Range(0, image.Width).Select(x => image.Frames[frame][x, 0])];

    private static byte[] Save(Image image, PngEncoder encoder)
    {
        using var stream = new MemoryStream();
        image.SaveAsPng(stream, encoder);
        return stream.ToArray();
    }
}
