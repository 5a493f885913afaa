using Diffusion.Contracts;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.Jobs.Tests.Films;

public sealed class AnimatedPngFileTests
{
    private static readonly ImageProvenance Provenance = new()
    {
        JobHash = "abc",
        Index = 7,
        Label = 2,
        LabelName = "star",
        Seed = 1,
        Sampler = SamplerName.Ddim,
        Eta = 0,
        Steps = "25",
        Start = StartName.Noise,
        Guidance = GuidanceRequest.None,
        NetworkSees = NetworkSeesName.Label,
        Model = "tiny",
        ModelVersion = "1",
        ModelHash = "def",
        Provider = "CPUExecutionProvider",
        Device = "x64",
        OnnxRuntimeVersion = "1.20",
        Encoder = PngFile.Encoder,
        PixelSha256 = "123",
        FilmTimesteps = [501.25, 0],
    };

    [Theory]
    [InlineData(1, PngColorType.Grayscale)]
    [InlineData(3, PngColorType.Rgb)]
    public void Encode_GreyOrColour_KeepsEveryFrame(int channels, PngColorType colorType)
    {
        Pixels[] frames = [Frame(0, channels), Frame(1, channels), Frame(2, channels)];
        var file = AnimatedPngFile.Encode(frames, Provenance);

        using var film = Image.Load<Rgb24>(file);
        Assert.Equal(colorType, film.Metadata.GetPngMetadata().ColorType);
        Assert.Equal(3, film.Frames.Count);
        for (var i = 0; i < frames.Length; i++)
        {
            var bytes = frames[i].Bytes.AsSpan(((6 * 1) + 4) * channels, channels);
            Assert.Equal(new Rgb24(bytes[0], bytes[channels / 2], bytes[^1]), film.Frames[i][4, 1]);
        }

        Assert.Equal(file, AnimatedPngFile.Encode(frames, Provenance));
    }

    [Fact]
    public void Encode_OneFrame_IsAPictureWithProvenance()
    {
        var (pixels, provenance) = PngFile.Decode(AnimatedPngFile.Encode([Frame(5, 3)], Provenance));
        Assert.Equal(Frame(5, 3).Bytes, pixels.Bytes);
        Assert.Equal([501.25, 0], provenance!.FilmTimesteps!);
    }

    private static Pixels Frame(int seed, int channels)
    {
        var bytes = new byte[6 * 5 * channels];
        new Random(seed).NextBytes(bytes);
        return new Pixels(bytes, 6, 5, channels);
    }
}
