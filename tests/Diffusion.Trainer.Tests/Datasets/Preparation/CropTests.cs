using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Tests.Datasets.Preparation;

/// <summary>The expected SHA-256 sums are those of the same operations on Pillow 9.4.0 and NumPy: halvings with BOX, resize with BICUBIC, slice.</summary>
public sealed class CropTests
{
    [Theory]
    [InlineData(301, 217, 32, "d8707454f8b598a6585252bff263e7983c520a246bf432f3057ff9d9df7b0137")]
    [InlineData(217, 301, 64, "690a7c240ac506478b37bc4b3e9e7418da5748ab56ed3c10a6dc9ba39ab71a92")]
    [InlineData(128, 128, 64, "185f7c21878bdd0c2fcda9fcbcd7227b082b96696fddb37ad00febe80602eaf3")]
    [InlineData(127, 300, 64, "d05a00a397e471bbc23a99ed62046d750ab2e78b7b0e302fd18846b4fe62e02b")]
    [InlineData(20, 31, 64, "7a0fdaeec99ebee682a3a2b53ad56dac61d9ebca86ba2f26eb23aab8ea1d2f78")]
    [InlineData(64, 64, 64, "e69e9ed86e540252b92007afd1ecc76aab950fb1947f03d7bb08c699ea514756")]
    [InlineData(1000, 35, 16, "95b12a1eb22c42e0f94ea27e606e7932e5e41cbc4285cb9a911c10eb85a7cd4a")]
    public void Centre_EveryPixel_IsPillows(int width, int height, int size, string expected) =>
        Assert.Equal(expected, Pattern.Hash(Crop.Centre(Pattern.Draw(width, height), size)));

    [Theory]
    [InlineData(301, 217, 32, 36, 18, 4, 50, 36, "4e3adf0bcdee1e7044ed5cd74626fefe3df0da897a26519d45fd7b984589be15")]
    [InlineData(100, 333, 64, 80, 3, 9, 80, 266, "ad65ae68e8cb29ab36dcd8202fec74c08f84dd7873066df1981c264e9cbab840")]
    public void At_EveryPixel_IsPillows(int width, int height, int size, int smaller, int left, int top, int newWidth, int newHeight, string expected) =>
        Assert.Equal(expected, Pattern.Hash(Crop.At(Pattern.Draw(width, height), size, smaller, (resizedWidth, resizedHeight) =>
        {
            Assert.Equal((newWidth, newHeight), (resizedWidth, resizedHeight));
            return (left, top);
        })));

    [Fact]
    public void Random_ManyDraws_TakeEveryScaleAndPlace()
    {
        // Of a square of its own size times 5/4, a crop of size 8 has scales 8, 9 and 10, and places from 0 to the scale less 8.
        var picture = Pattern.Draw(10, 10);
        var seen = Enumerable.Range(0, 300).Select(step => Pattern.Hash(Crop.Random(picture, 8, Draw(step)))).ToHashSet();
        var possible = from smaller in Enumerable.Range(8, 3)
                       from left in Enumerable.Range(0, smaller - 7)
                       from top in Enumerable.Range(0, smaller - 7)
                       select Pattern.Hash(Crop.At(picture, 8, smaller, (_, _) => (left, top)));
        Assert.True(seen.SetEquals(possible));
    }

    [Fact]
    public void Random_OfTheFirstHalvings_IsTheSame()
    {
        var picture = Pattern.Draw(213, 301);
        var halved = Crop.ForRandom(picture, 16);
        Assert.Equal((26, 37), (halved.Width, halved.Height));
        Assert.All(Enumerable.Range(0, 40), step => Assert.Equal(Pattern.Hash(Crop.Random(picture, 16, Draw(step))), Pattern.Hash(Crop.Random(halved, 16, Draw(step)))));
        Assert.Equal(Pattern.Hash(Crop.Centre(picture, 16)), Pattern.Hash(Crop.Centre(halved, 16)));
    }

    private static CounterRandom Draw(int step) => new(1, RandomPurpose.Crop, (uint)step, 0);
}
