namespace Diffusion.Networks;

/// <summary>ADM's classifier of noisy images (guided-diffusion's EncoderUNetModel).</summary>
public static class EncoderUNet
{
    private const int HiddenFeatures = 2048;

    /// <summary>Names of the pools.</summary>
    public static IReadOnlyList<string> Pools { get; } = ["adaptive", "attention", "spatial", "spatial_v2"];

    /// <param name="b">The interpreter.</param>
    /// <param name="c">The shape.</param>
    /// <param name="x">Noisy images [N, InChannels, H, W].</param>
    /// <param name="t">Timesteps [N] float32.</param>
    /// <returns>Logits [N, OutChannels].</returns>
    public static T Forward<T>(INetworkBuilder<T> b, EncoderUNetConfiguration c, T x, T t) => ForwardWithFeatures(b, c, x, t).Logits;

    /// <summary>As <see cref="Forward"/>, with the spatial means of the lowest resolution after its last norm [N, F] beside the logits: a judge's features.</summary>
    public static (T Logits, T Features) ForwardWithFeatures<T>(INetworkBuilder<T> b, EncoderUNetConfiguration c, T x, T t)
    {
        var shape = EncoderShape.Of(c);
        var encoder = new Encoder<T>(b, shape, shape.TimeEmbedding(b, t));
        var h = encoder.Forward(x);
        var channels = encoder.Channels;
        if (c.Pool is "spatial" or "spatial_v2")
        {
            var means = encoder.Outputs.Select(block => b.Mean(block.Output, keepDimensions: false, 2, 3)).Append(b.Mean(h, keepDimensions: false, 2, 3));
            var features = b.Concat(1, means.ToArray());
            return (Spatial(b, c, features, encoder.Outputs.Sum(block => block.Channels) + channels), features);
        }

        h = b.Silu(Layers.Norm(b, "out.0", h, channels));
        var pooled = b.Mean(h, keepDimensions: false, 2, 3);
        var logits = c.Pool switch
        {
            "adaptive" => Adaptive(b, c, pooled, channels),
            "attention" => new AttentionPool(c.ImageSize / encoder.Rate, channels, c.NumHeadChannels, c.OutChannels).Forward(b, "out.2.", h),
            _ => throw new ArgumentException($"Unknown pool '{c.Pool}'. Use one of: {string.Join(", ", Pools)}."),
        };
        return (logits, pooled);
    }

    // A 1×1 convolution of the pooled image, kept as such for its parameter's shape.
    private static T Adaptive<T>(INetworkBuilder<T> b, EncoderUNetConfiguration c, T pooled, int channels) =>
        b.Reshape(Layers.Conv2d(b, "out.3", b.Reshape(pooled, -1, channels, 1, 1), channels, c.OutChannels, kernel: 1, zero: true), -1, c.OutChannels);

    private static T Spatial<T>(INetworkBuilder<T> b, EncoderUNetConfiguration c, T features, int width)
    {
        var h = Layers.Linear(b, "out.0", features, width, HiddenFeatures);
        if (c.Pool == "spatial")
        {
            return Layers.Linear(b, "out.2", b.Relu(h), HiddenFeatures, c.OutChannels);
        }

        h = b.Silu(Layers.Norm(b, "out.1", h, HiddenFeatures));
        return Layers.Linear(b, "out.3", h, HiddenFeatures, c.OutChannels);
    }
}
