using Diffusion.Runtime;

namespace Diffusion.Jobs.Tests.Images;

public sealed class PixelsTests
{
    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(1f, 255)]
    [InlineData(-2f, 0)]
    [InlineData(2f, 255)]
    [InlineData(0f, 128)] // 127.5: the even neighbour
    [InlineData((126.5f / 127.5f) - 1, 126)] // 126.5: the even neighbour
    [InlineData((99.6f / 127.5f) - 1, 100)] // not cut off
    [InlineData((99.4f / 127.5f) - 1, 99)]
    public void ToByte_Value_IsRoundedHalfToEven(float x, byte expected) => Assert.Equal(expected, Pixels.ToByte(x));

    [Fact]
    public void From_Planes_AreInterleaved()
    {
        var pixels = Pixels.From(new SampledImage([-1, 1, 1, -1, 0, 1], 3, 1, 2));

        Assert.Equal([0, 255, 128, 255, 0, 255], pixels.Bytes);
        Assert.Equal((2, 1, 3), (pixels.Width, pixels.Height, pixels.Channels));
    }

    [Fact]
    public void ToPlanes_EveryByte_ComesBack()
    {
        var pixels = new Pixels([.. Enumerable.Range(0, 255).Select(value => (byte)value)], 85, 1, 3);

        Assert.Equal(pixels.Bytes, Pixels.From(new SampledImage(pixels.ToPlanes(), 3, 1, 85)).Bytes);
    }
}
