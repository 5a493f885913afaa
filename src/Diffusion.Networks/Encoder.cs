namespace Diffusion.Networks;

/// <summary>The way down and the middle, which the UNet and the classifier share.</summary>
internal sealed class Encoder<T>(INetworkBuilder<T> b, EncoderShape shape, T embedding)
{
    private readonly List<(T Output, int Channels)> outputs = [];

    /// <summary>The output of every input block with its channels, from full resolution down.</summary>
    public IReadOnlyList<(T Output, int Channels)> Outputs => outputs;

    /// <summary>Channels after the middle.</summary>
    public int Channels { get; private set; }

    /// <summary>Downsampling rate at the lowest resolution.</summary>
    public int Rate { get; private set; } = 1;

    /// <param name="x">[N, InChannels, H, W].</param>
    /// <returns>The middle block's output [N, Channels, H / Rate, W / Rate].</returns>
    public T Forward(T x)
    {
        var h = Stem(x);
        for (var level = 0; level < shape.ChannelMult.Count; level++)
        {
            for (var i = 0; i < shape.NumResBlocks; i++)
            {
                h = InputBlock(h, shape.Width(level));
            }

            if (level < shape.ChannelMult.Count - 1)
            {
                h = Smaller(h);
            }
        }

        return Middle(h);
    }

    private T Stem(T x)
    {
        Channels = shape.Width(0);
        return Keep(Layers.Conv2d(b, Name("0"), x, shape.InChannels, Channels, kernel: 3));
    }

    private T InputBlock(T h, int channels)
    {
        h = new ResBlock(Channels, channels, shape.EmbeddingChannels, shape.Dropout, shape.UseScaleShiftNorm).Forward(b, Name("0."), h, embedding);
        Channels = channels;
        if (shape.AttentionResolutions.Contains(Rate))
        {
            h = shape.AttentionBlock(channels).Forward(b, Name("1."), h);
        }

        return Keep(h);
    }

    private T Smaller(T h)
    {
        h = shape.ResblockUpdown
            ? new ResBlock(Channels, Channels, shape.EmbeddingChannels, shape.Dropout, shape.UseScaleShiftNorm, Resize.Down).Forward(b, Name("0."), h, embedding)
            : Resampling.Down(b, Name("0."), h, Channels, shape.ConvResample);
        Rate *= 2;
        return Keep(h);
    }

    private T Middle(T h)
    {
        var block = new ResBlock(Channels, Channels, shape.EmbeddingChannels, shape.Dropout, shape.UseScaleShiftNorm);
        h = block.Forward(b, "middle_block.0.", h, embedding);
        h = shape.AttentionBlock(Channels).Forward(b, "middle_block.1.", h);
        return block.Forward(b, "middle_block.2.", h, embedding);
    }

    private string Name(string part) => $"input_blocks.{outputs.Count}.{part}";

    private T Keep(T h)
    {
        outputs.Add((h, Channels));
        return h;
    }
}
