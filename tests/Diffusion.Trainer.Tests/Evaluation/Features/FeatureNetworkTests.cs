using Diffusion.Runtime;
using Diffusion.Trainer.Evaluation.Features;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Evaluation.Features;

public sealed class FeatureNetworkTests : IDisposable
{
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("signed", -1, 1, 0.2)]
    [InlineData("unit", 0, 1, 0.6)]
    [InlineData("bytes", 0, 255, 153)]
    public void See_Range_IsWhatTheNetworkSees(string range, float black, float white, float middle)
    {
        using var network = Open(FeatureFiles.MeanColour(folder.Path), new() { Range = range, Size = 0 });
        Assert.Equal([black, white, middle], network.See([Plain(8, 0, 255, 153)]).Features[0], Near);
    }

    [Fact]
    public void See_Imagenet_IsLessItsMeanOverItsDeviation()
    {
        using var network = Open(FeatureFiles.MeanColour(folder.Path), new() { Range = "imagenet", Size = 0 });
        Assert.Equal([(1 - 0.485f) / 0.229f, -0.456f / 0.224f, (0.2f - 0.406f) / 0.225f], network.See([Plain(8, 255, 0, 51)]).Features[0], Near);
    }

    /// <summary>The input of the file itself says where the channels are and how large pictures are.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_ShapeOfTheInput_TellsLayoutAndSize(bool channelsFirst)
    {
        using var network = Open(FeatureFiles.MeanColour(folder.Path, channelsFirst, size: 4), new() { Range = "bytes" });
        Assert.Equal(4, network.Size);
        Assert.Equal([10, 20, 30], network.See([Plain(16, 10, 20, 30)]).Features[0], Near);
    }

    [Fact]
    public void See_FixedBatch_PadsTheLast()
    {
        using var network = Open(FeatureFiles.MeanColour(folder.Path, batch: 4, size: 2), new() { Range = "bytes" });
        var seen = network.See(Enumerable.Range(0, 6).Select(i => Plain(2, (byte)i, 0, 0)));
        Assert.Equal([0, 1, 2, 3, 4, 5], seen.Features.Select(features => features[0]), Near);
    }

    [Fact]
    public void See_BytesInput_GetsBytes()
    {
        using var network = Open(FeatureFiles.Bytes(folder.Path, 4), new());
        Assert.Equal([7, 200, 255], network.See([Plain(8, 7, 200, 255)]).Features[0], Near);
    }

    /// <summary>Torch's order: each channel's rows; the first token of tokens; the mean over space.</summary>
    [Fact]
    public void See_OutputsOfEveryRank_BecomeOneRow()
    {
        var file = FeatureFiles.Everything(folder.Path, 2);
        var picture = new Picture(2, 2, [1, 10, 100, 2, 20, 110, 3, 30, 120, 4, 40, 130]);
        Assert.Equal([1, 2, 3, 4, 10, 20, 30, 40, 100, 110, 120, 130], See("flat"), Near);
        Assert.Equal([1, 2, 3, 4], See("tokens"), Near);
        Assert.Equal([2.5f, 25, 115], See("space"), Near);

        float[] See(string output)
        {
            using var network = Open(file, new() { Range = "bytes", Output = output });
            return network.See([picture]).Features[0];
        }
    }

    /// <summary>torch.nn.functional.interpolate of [0, 100] along x, bilinear, align_corners false, from 2 to 4: 0, 25, 75, 100; and every second is the same from 4 to 2.</summary>
    [Fact]
    public void Resize_HalfPixelCentres_AsTorch()
    {
        var wide = Bilinear.Resize(new Picture(2, 2, [0, 0, 0, 100, 100, 100, 0, 0, 0, 100, 100, 100]).Pixels, 2, 2, 4);
        Assert.Equal([0, 25, 75, 100], Enumerable.Range(0, 4).Select(x => wide[3 * x]), Near);
        var narrow = Bilinear.Resize([0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120, 0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120], 4, 2, 2);
        Assert.Equal([20, 100], Enumerable.Range(0, 2).Select(x => narrow[3 * x]), Near);
    }

    /// <summary>Half of a picture of fine stripes: bilinear takes each second pixel's neighbourhood, bicubic smooths over all.</summary>
    [Fact]
    public void See_Resize_IsAsAsked()
    {
        var file = FeatureFiles.Everything(folder.Path, 2);
        var picture = new Picture(8, 8);
        for (var x = 1; x < 8; x += 4)
        {
            picture.Fill(x, 0, 1, 8, new Rgb(255, 255, 255));
        }

        Assert.Equal([127.5f, 127.5f], See("bilinear"), Near);
        Assert.All(See("bicubic"), value => Assert.InRange(value, 55, 75));

        float[] See(string resize)
        {
            using var network = Open(file, new() { Range = "bytes", Output = "flat", Resize = resize });
            return network.See([picture]).Features[0][..2];
        }
    }

    [Fact]
    public void Open_Sidecar_IsReadAndOptionsGoBeforeIt()
    {
        var file = FeatureFiles.MeanColour(folder.Path);
        File.WriteAllText(Path.Combine(folder.Path, FeatureDescription.FileName), """{"name": "mean", "size": 0, "mean": [0, 0, 0], "std": [1, 0.5, 1]}""");
        using var network = Open(file, new());
        Assert.Equal("mean", network.Name);
        Assert.Equal([1, 2, 1], network.See([Plain(2, 255, 255, 255)]).Features[0], Near);

        using var other = Open(file, new() { Range = "signed" });
        Assert.Equal([1, 1, 1], other.See([Plain(2, 255, 255, 255)]).Features[0], Near);
    }

    [Fact]
    public void Open_SidecarWithUnknownMember_IsRefused()
    {
        var file = FeatureFiles.MeanColour(folder.Path);
        File.WriteAllText(Path.Combine(folder.Path, FeatureDescription.FileName), """{"sizes": 3}""");
        Assert.Contains("features.json", Assert.Throws<TrainerException>(() => Open(file, new())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 8, null, "--feature-range")]
    [InlineData("signed", null, null, "--feature-size")]
    [InlineData("signed", 8, "nhwc", "--feature-layout")]
    [InlineData("signed", 8, "hwc", "Unknown layout")]
    public void Open_WhatNobodySays_IsAsked(string? range, int? size, string? layout, string asked)
    {
        var file = FeatureFiles.MeanColour(folder.Path);
        var error = Assert.Throws<TrainerException>(() => Open(file, new() { Range = range, Size = size, Layout = layout }));
        Assert.Contains(asked, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SeveralOutputsOfUnknownNames_AreListed()
    {
        var error = Assert.Throws<TrainerException>(() => Open(FeatureFiles.Everything(folder.Path, 2), new() { Range = "unit" }));
        Assert.Contains("flat, space, tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoOnnxFile_IsRefused()
    {
        var path = Path.Combine(folder.Path, "no.onnx");
        File.WriteAllText(path, "no");
        Assert.Contains("cannot be loaded", Assert.Throws<TrainerException>(() => Open(path, new())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static FeatureNetwork Open(string file, FeatureDescription given) => FeatureNetwork.Open(file, given, Cpu);

    private static bool Near(float one, float other) => Math.Abs(one - other) < 1e-4f * Math.Max(1, Math.Abs(one));

    private static Picture Plain(int size, byte red, byte green, byte blue)
    {
        var picture = new Picture(size, size);
        picture.Fill(0, 0, size, size, new Rgb(red, green, blue));
        return picture;
    }
}
