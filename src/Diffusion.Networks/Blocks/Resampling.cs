namespace Diffusion.Networks;

/// <summary>guided-diffusion's Upsample and Downsample.</summary>
public static class Resampling
{
    /// <summary>Nearest-neighbour ×2, then a 3×3 convolution where <paramref name="convolution"/>. <paramref name="name"/> is the parameters' prefix, with its dot.</summary>
    public static T Up<T>(INetworkBuilder<T> b, string name, T x, int channels, bool convolution)
    {
        var larger = b.UpsampleNearest(x);
        return convolution ? Layers.Conv2d(b, name + "conv", larger, channels, channels, kernel: 3) : larger;
    }

    /// <summary>A 3×3 convolution of stride 2 where <paramref name="convolution"/>, else 2×2 average pooling. <paramref name="name"/> is the parameters' prefix, with its dot.</summary>
    public static T Down<T>(INetworkBuilder<T> b, string name, T x, int channels, bool convolution) =>
        convolution ? Layers.Conv2d(b, name + "op", x, channels, channels, kernel: 3, stride: 2) : b.AveragePool(x);
}
