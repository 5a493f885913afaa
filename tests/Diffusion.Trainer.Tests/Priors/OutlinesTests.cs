using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Priors;

namespace Diffusion.Trainer.Tests.Priors;

public sealed class OutlinesTests
{
    private const int Size = 16;

    [Fact]
    public void Of_OtherColours_IsTheSame()
    {
        var red = Square(3, 3, inside: [0.9f, -0.5f, -0.5f], outside: [-1, -1, -1]);
        var blue = Square(3, 3, inside: [0.1f, 0.2f, 0.6f], outside: [0.9f, 0.9f, 0.3f]);
        Assert.All(Outlines.Of(red, 3, Size).Zip(Outlines.Of(blue, 3, Size)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Of_OtherPlace_Differs()
    {
        var (here, there) = (Outlines.Of(Square(1, 1), 3, Size), Outlines.Of(Square(9, 9), 3, Size));
        Assert.Equal(1, here.Sum(cell => cell * cell), 1e-5f);
        Assert.InRange(here.Zip(there, (a, b) => a * b).Sum(), 0, 0.2f);
    }

    [Fact]
    public void Of_FlatImage_IsZero() => Assert.All(Outlines.Of(new float[3 * Size * Size], 3, Size), cell => Assert.Equal(0, cell));

    [Fact]
    public void Find_TwoOutlinesInManyColours_AreParted()
    {
        var random = new Random(5);
        var pixels = new List<byte>();
        for (var n = 0; n < 40; n++)
        {
            pixels.AddRange(Square(n % 2 == 0 ? 1 : 9, 5, Colour(), Colour()).Select(value => (byte)Math.Round((value + 1) * 127.5f)));
        }

        var images = new ImageSet(["square"], Size, 3, [.. pixels], new int[40]);
        var groups = ImageClusters.Find(images, [.. Enumerable.Range(0, 40)], 2, seed: 1, label: 0);
        Assert.All(groups, group => Assert.Single(group.Select(member => member % 2).Distinct()));
        Assert.Equal([20, 20], groups.Select(group => group.Length));

        float[] Colour() => [(2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1];
    }

    /// <summary>[3, Size, Size].</summary>
    private static float[] Square(int top, int left, float[]? inside = null, float[]? outside = null)
    {
        var image = new float[3 * Size * Size];
        for (var i = 0; i < image.Length; i++)
        {
            var (channel, row, column) = (i / (Size * Size), i / Size % Size, i % Size);
            image[i] = row >= top && row < top + 5 && column >= left && column < left + 5 ? (inside ?? [1, 1, 1])[channel] : (outside ?? [-1, -1, -1])[channel];
        }

        return image;
    }
}
