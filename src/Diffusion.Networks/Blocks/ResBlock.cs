namespace Diffusion.Networks;

/// <summary>A residual block that the timestep and class embedding modulates (guided-diffusion's ResBlock).</summary>
/// <param name="Channels">Channels in.</param>
/// <param name="OutChannels">Channels out.</param>
/// <param name="EmbeddingChannels">Width of the embedding.</param>
/// <param name="Dropout">In [0, 1).</param>
/// <param name="UseScaleShiftNorm">AdaGN instead of addition.</param>
/// <param name="Resize">Whether the block changes the resolution on both of its paths.</param>
public sealed record ResBlock(
    int Channels, int OutChannels, int EmbeddingChannels, float Dropout, bool UseScaleShiftNorm, Resize Resize = Resize.None)
{
    /// <param name="b">The interpreter.</param>
    /// <param name="name">Prefix of the parameters' names, with its dot.</param>
    /// <param name="x">[N, Channels, H, W].</param>
    /// <param name="embedding">[N, EmbeddingChannels], before its activation.</param>
    /// <returns>[N, OutChannels, H′, W′].</returns>
    public T Forward<T>(INetworkBuilder<T> b, string name, T x, T embedding)
    {
        // Norm, activation, resize, then the convolution; the skip path is resized too.
        var h = Resized(b, b.Silu(Layers.Norm(b, name + "in_layers.0", x, Channels)));
        h = Layers.Conv2d(b, name + "in_layers.2", h, Channels, OutChannels, kernel: 3);
        var skip = Resized(b, x);

        var width = UseScaleShiftNorm ? 2 * OutChannels : OutChannels;
        var modulation = Layers.Linear(b, name + "emb_layers.1", b.Silu(embedding), EmbeddingChannels, width);
        if (UseScaleShiftNorm)
        {
            // AdaGN(h, y) = y_s·GroupNorm(h) + y_b with y_s = 1 + scale (Dhariwal and Nichol 2021, section 3.1).
            h = Layers.Norm(b, name + "out_layers.0", h, OutChannels, b.Slice(modulation, 1, 0, OutChannels), b.Slice(modulation, 1, OutChannels, OutChannels));
        }
        else
        {
            h = b.Add(h, b.Reshape(modulation, 0, OutChannels, 1, 1));
            h = Layers.Norm(b, name + "out_layers.0", h, OutChannels);
        }

        h = b.Dropout(b.Silu(h), Dropout);
        h = Layers.Conv2d(b, name + "out_layers.3", h, OutChannels, OutChannels, kernel: 3, zero: true);
        if (OutChannels != Channels)
        {
            skip = Layers.Conv2d(b, name + "skip_connection", skip, Channels, OutChannels, kernel: 1);
        }

        return b.Add(skip, h);
    }

    private T Resized<T>(INetworkBuilder<T> b, T x) => Resize switch
    {
        Resize.Up => b.UpsampleNearest(x),
        Resize.Down => b.AveragePool(x),
        _ => x,
    };
}

/// <summary>How a residual block changes the resolution.</summary>
public enum Resize
{
    None,
    Up,
    Down,
}
