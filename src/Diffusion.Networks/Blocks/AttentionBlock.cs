namespace Diffusion.Networks;

/// <summary>Self-attention over all positions of an image with a residual path (guided-diffusion's AttentionBlock).</summary>
/// <param name="Channels">C; a multiple of 32.</param>
/// <param name="NumHeads">Heads, where <paramref name="NumHeadChannels"/> is −1.</param>
/// <param name="NumHeadChannels">Channels a head, or −1.</param>
/// <param name="UseNewAttentionOrder">Order of the channels of qkv.</param>
public sealed record AttentionBlock(int Channels, int NumHeads, int NumHeadChannels, bool UseNewAttentionOrder)
{
    /// <summary>Heads in use.</summary>
    public int Heads => NumHeadChannels == -1 ? NumHeads : Channels / NumHeadChannels;

    /// <param name="b">The interpreter.</param>
    /// <param name="name">Prefix of the parameters' names, with its dot.</param>
    /// <param name="x">[N, C, H, W].</param>
    /// <returns>[N, C, H, W].</returns>
    public T Forward<T>(INetworkBuilder<T> b, string name, T x)
    {
        var shape = b.Shape(x);
        var flat = b.Reshape(x, -1, Channels, shape[2] * shape[3]);
        var qkv = Layers.Conv1x1(b, name + "qkv", Layers.Norm(b, name + "norm", flat, Channels), Channels, 3 * Channels);
        var h = Attention.Forward(b, qkv, Channels, Heads, UseNewAttentionOrder);
        h = Layers.Conv1x1(b, name + "proj_out", h, Channels, Channels, zero: true);
        return b.Reshape(b.Add(flat, h), -1, Channels, shape[2], shape[3]);
    }
}
