using Diffusion.Contracts;

namespace Diffusion.Jobs.Tests.Images;

public sealed class PngFileTests
{
    private static readonly ImageProvenance Provenance = new()
    {
        JobHash = "abc",
        Index = 7,
        Label = 2,
        LabelName = "1",
        Seed = ulong.MaxValue,
        Sampler = SamplerName.Ddpm,
        Eta = 0.5,
        Steps = "25",
        StartTimestep = 900,
        Start = StartName.Noise,
        Guidance = new GuidanceRequest { Kind = GuidanceName.ClassifierFree, Scale = 2.5 },
        NetworkSees = NetworkSeesName.Label,
        Model = "tiny",
        ModelVersion = "2",
        ModelHash = "def",
        Provider = "CPUExecutionProvider",
        Device = "x64 «AVX»",
        OnnxRuntimeVersion = "1.20",
        Rows = 16,
        Encoder = PngFile.Encoder,
        PixelSha256 = "123",
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Decode_EncodedFile_GivesPixelsAndProvenance(int channels)
    {
        var pixels = new Pixels([.. Enumerable.Range(0, 6 * 5 * channels).Select(i => (byte)(i * 37))], 6, 5, channels);

        var (decoded, provenance) = PngFile.Decode(PngFile.Encode(pixels, Provenance));

        Assert.Equal(pixels.Bytes, decoded.Bytes);
        Assert.Equal((6, 5, channels), (decoded.Width, decoded.Height, decoded.Channels));
        Assert.Equal(Provenance, provenance);
    }

    [Fact]
    public void Encode_Twice_GivesTheSameBytes()
    {
        var pixels = new Pixels(new byte[48], 4, 4, 3);

        Assert.Equal(PngFile.Encode(pixels, Provenance), PngFile.Encode(pixels, Provenance));
    }

    [Fact]
    public void Decode_FileWithoutProvenance_SaysSo() =>
        Assert.Null(PngFile.Decode(PngFile.Encode(new Pixels(new byte[48], 4, 4, 3), provenance: null)).Provenance);

    [Fact]
    public void Encode_TwoChannels_SaysWhatToDo() =>
        Assert.Contains("1 or 3 channels", Assert.Throws<NotSupportedException>(() => PngFile.Encode(new Pixels(new byte[8], 2, 2, 2), Provenance)).Message, StringComparison.Ordinal);
}
