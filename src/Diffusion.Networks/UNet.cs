namespace Diffusion.Networks;

/// <summary>
/// ADM's UNet (Dhariwal and Nichol 2021), with guided-diffusion's parameter names and arithmetic. Told of low-resolution images it is that
/// project's SuperResModel.
/// </summary>
public static class UNet
{
    /// <param name="b">The interpreter.</param>
    /// <param name="c">The shape.</param>
    /// <param name="x">Noisy images [N, InChannels, H, W], without the low-resolution ones; H and W multiples of the lowest resolution's rate.</param>
    /// <param name="t">Timesteps [N] float32, as the network was trained to see them.</param>
    /// <param name="told">The label, where the network knows labels; the low-resolution images of a super-resolution network.</param>
    /// <returns>[N, OutChannels, H, W].</returns>
    public static T Forward<T>(INetworkBuilder<T> b, UNetConfiguration c, T x, T t, Conditions<T> told)
    {
        if (told.LowResolution is { } small)
        {
            var size = b.Shape(x);
            x = b.Concat(1, x, b.ResizeBilinear(small, size[2], size[3]));
        }

        var shape = EncoderShape.Of(c, b.Shape(x)[1]);
        var embedding = shape.TimeEmbedding(b, t);
        if (c.NumClasses is { } classes)
        {
            var y = told.Label ?? throw new ArgumentException($"The network knows {classes} labels, but is told none. Give each image its label.", nameof(told));
            var table = b.Parameter("label_emb.weight", Initialization.Normal, classes, shape.EmbeddingChannels);
            embedding = b.Add(embedding, b.Embedding(table, y));
        }

        var encoder = new Encoder<T>(b, shape, embedding);
        var h = encoder.Forward(x);
        h = Decode(b, c, shape, encoder, h, embedding);

        var channels = shape.Width(0);
        h = b.Silu(Layers.Norm(b, "out.0", h, channels));
        return Layers.Conv2d(b, "out.2", h, channels, c.OutChannels, kernel: 3, zero: true);
    }

    private static T Decode<T>(INetworkBuilder<T> b, UNetConfiguration c, EncoderShape shape, Encoder<T> encoder, T h, T embedding)
    {
        var skips = new Stack<(T Output, int Channels)>(encoder.Outputs);
        var (channels, rate) = (encoder.Channels, encoder.Rate);
        var heads = c.NumHeadsUpsample == -1 ? c.NumHeads : c.NumHeadsUpsample;
        var index = 0;
        for (var level = c.ChannelMult.Count - 1; level >= 0; level--)
        {
            var width = shape.Width(level);
            for (var i = 0; i <= c.NumResBlocks; i++, index++)
            {
                var name = $"output_blocks.{index}.";
                var layer = 0;
                var skip = skips.Pop();
                h = b.Concat(1, h, skip.Output);
                h = new ResBlock(channels + skip.Channels, width, shape.EmbeddingChannels, c.Dropout, c.UseScaleShiftNorm).Forward(b, $"{name}{layer++}.", h, embedding);
                channels = width;
                if (c.AttentionResolutions.Contains(rate))
                {
                    h = new AttentionBlock(channels, heads, c.NumHeadChannels, c.UseNewAttentionOrder).Forward(b, $"{name}{layer++}.", h);
                }

                if (level > 0 && i == c.NumResBlocks)
                {
                    h = c.ResblockUpdown
                        ? new ResBlock(channels, channels, shape.EmbeddingChannels, c.Dropout, c.UseScaleShiftNorm, Resize.Up).Forward(b, $"{name}{layer}.", h, embedding)
                        : Resampling.Up(b, $"{name}{layer}.", h, channels, c.ConvResample);
                    rate /= 2;
                }
            }
        }

        return h;
    }
}
