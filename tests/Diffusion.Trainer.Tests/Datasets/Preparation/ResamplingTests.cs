using Diffusion.Trainer.Datasets.Preparation;

namespace Diffusion.Trainer.Tests.Datasets.Preparation;

/// <summary>The expected pixels, and SHA-256 sums of pixels, are those of Pillow 9.4.0: Image.fromarray(pattern).resize((w, h), Image.BICUBIC or BOX).</summary>
public sealed class ResamplingTests
{
    [Fact]
    public void Resize_SmallerBicubic_IsPillows() => Assert.Equal(
        [
            5, 96, 199, 39, 140, 201, 128, 171, 80, 180, 67, 159, 61, 166, 191, 106, 121, 104, 150, 112, 147, 103, 99, 162,
            186, 123, 104, 104, 108, 138, 110, 131, 160, 99, 107, 151,
        ],
        Resampling.Resize(Pattern.Draw(7, 5), 4, 3, ResamplingKernel.Bicubic).Pixels);

    [Fact]
    public void Resize_SmallerBox_IsPillows() => Assert.Equal(
        [28, 119, 210, 111, 146, 122, 150, 71, 162, 175, 138, 101, 101, 106, 154, 95, 122, 149],
        Resampling.Resize(Pattern.Draw(7, 5), 3, 2, ResamplingKernel.Box).Pixels);

    [Fact]
    public void Resize_LargerBicubic_IsPillows() => Assert.Equal(
        [
            0, 89, 180, 1, 92, 183, 5, 96, 187, 19, 110, 201, 28, 119, 210, 2, 93, 184, 5, 96, 187, 11, 102, 193, 25, 116, 207, 35, 126, 217,
            10, 100, 191, 13, 104, 195, 21, 112, 203, 38, 129, 220, 48, 139, 230, 13, 104, 195, 17, 108, 199, 27, 118, 209, 44, 135, 226, 55, 146, 237,
        ],
        Resampling.Resize(Pattern.Draw(3, 2), 5, 4, ResamplingKernel.Bicubic).Pixels);

    [Theory]
    [InlineData(301, 217, false, 64, 50, "66febdf4f79005b3d3b8105d980859e723a5359f7e54b54d1add60ce6530fe8c")]
    [InlineData(301, 217, true, 150, 108, "5a1285747a3bb25f86dded1d3f2811d2b1fc537b60c2e00b7575aadda5841c5c")]
    [InlineData(33, 40, false, 80, 90, "938801445bed6a26faaaf2e61def59dbf4326fe3332e9e6f2f9c74170512d988")]
    [InlineData(64, 64, false, 64, 32, "f6a1b30a4778c659ff5efb262f645a6a0fd8a2d1c7b213d99d94c873fb670eb8")]
    [InlineData(64, 64, false, 31, 64, "89a5683830e2702212d9182aacfb227db57db1a2352bedd21495f768e5bb8e26")]
    public void Resize_EveryPixel_IsPillows(int width, int height, bool box, int newWidth, int newHeight, string expected) => Assert.Equal(
        expected, Pattern.Hash(Resampling.Resize(Pattern.Draw(width, height), newWidth, newHeight, box ? ResamplingKernel.Box : ResamplingKernel.Bicubic)));

    [Theory]
    [InlineData(40, 30)]
    [InlineData(61, 30)]
    [InlineData(40, 47)]
    [InlineData(61, 47)]
    public void Resize_Window_IsAPartOfTheWhole(int width, int height)
    {
        var picture = Pattern.Draw(61, 47);
        var whole = Resampling.Resize(picture, width, height, ResamplingKernel.Bicubic);
        var part = Resampling.Resize(picture, width, height, ResamplingKernel.Bicubic, 5..25, 11..29);
        Assert.Equal((20, 18), (part.Width, part.Height));
        Assert.Equal(
            from y in Enumerable.Range(11, 18) from x in Enumerable.Range(5, 20) select whole.At(x, y),
            from y in Enumerable.Range(0, 18) from x in Enumerable.Range(0, 20) select part.At(x, y));
    }
}
