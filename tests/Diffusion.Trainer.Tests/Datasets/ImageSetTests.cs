using System.Security.Cryptography;
using System.Text;
using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class ImageSetTests
{
    [Fact]
    public void Hash_SetInMemory_IsOverNamesLabelsAndPixels()
    {
        // Runs have recorded this: it must not change.
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(3 * i))];
        byte[] hashed = [.. Encoding.UTF8.GetBytes("2 3 a\nb\n"), 1, 0, 0, 0, 0, 0, 0, 0, .. pixels];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), new ImageSet(["a", "b"], 2, 3, pixels, [1, 0]).Hash);
    }

    [Fact]
    public void Hash_OtherPixel_Differs()
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
        byte[] changed = [.. pixels[..^1], 99];
        Assert.NotEqual(new ImageSet(["a"], 2, 3, pixels, [0]).Hash, new ImageSet(["a"], 2, 3, changed, [0]).Hash);
    }

    [Fact]
    public void Read_Levels_AreSpreadFromMinusOneToOne()
    {
        var images = new ImageSet(["a"], 1, 3, [0, 51, 255], [0]);
        var values = new float[3];
        images.Read(0, values);
        Assert.Equal([-1, -0.6f, 1], values);
    }
}
