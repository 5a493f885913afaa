namespace Diffusion.Networks;

/// <summary>What the way down needs of a configuration.</summary>
internal sealed record EncoderShape(
    int InChannels,
    int ModelChannels,
    int NumResBlocks,
    EquatableList<int> AttentionResolutions,
    float Dropout,
    EquatableList<double> ChannelMult,
    bool ConvResample,
    int NumHeads,
    int NumHeadChannels,
    bool UseScaleShiftNorm,
    bool ResblockUpdown,
    bool UseNewAttentionOrder)
{
    /// <summary>Width of the timestep and class embedding.</summary>
    public int EmbeddingChannels => 4 * ModelChannels;

    /// <summary>Channels at a resolution, 0 the full one.</summary>
    public int Width(int level) => (int)(ChannelMult[level] * ModelChannels);

    public static EncoderShape Of(UNetConfiguration c, int inChannels) => new(
        inChannels, c.ModelChannels, c.NumResBlocks, c.AttentionResolutions, c.Dropout, c.ChannelMult, c.ConvResample,
        c.NumHeads, c.NumHeadChannels, c.UseScaleShiftNorm, c.ResblockUpdown, c.UseNewAttentionOrder);

    public static EncoderShape Of(EncoderUNetConfiguration c) => new(
        c.InChannels, c.ModelChannels, c.NumResBlocks, c.AttentionResolutions, c.Dropout, c.ChannelMult, c.ConvResample,
        c.NumHeads, c.NumHeadChannels, c.UseScaleShiftNorm, c.ResblockUpdown, c.UseNewAttentionOrder);

    public AttentionBlock AttentionBlock(int channels) => new(channels, NumHeads, NumHeadChannels, UseNewAttentionOrder);

    /// <summary>The timestep's embedding after its two layers [N, EmbeddingChannels].</summary>
    public T TimeEmbedding<T>(INetworkBuilder<T> b, T t)
    {
        var h = Layers.Linear(b, "time_embed.0", TimestepEmbedding.Forward(b, t, ModelChannels), ModelChannels, EmbeddingChannels);
        return Layers.Linear(b, "time_embed.2", b.Silu(h), EmbeddingChannels, EmbeddingChannels);
    }
}
