namespace Diffusion.Networks;

/// <summary>Attention pooling with the mean as query (Radford et al. 2021, as in guided-diffusion's AttentionPool2d).</summary>
/// <param name="Size">Height and width of the input.</param>
/// <param name="Channels">C.</param>
/// <param name="HeadChannels">Channels a head.</param>
/// <param name="OutChannels">Channels out.</param>
public sealed record AttentionPool(int Size, int Channels, int HeadChannels, int OutChannels)
{
    /// <param name="b">The interpreter.</param>
    /// <param name="name">Prefix of the parameters' names, with its dot.</param>
    /// <param name="x">[N, C, Size, Size].</param>
    /// <returns>[N, OutChannels].</returns>
    public T Forward<T>(INetworkBuilder<T> b, string name, T x)
    {
        var positions = Size * Size;
        var flat = b.Reshape(x, -1, Channels, positions);
        var tokens = b.Concat(2, b.Mean(flat, keepDimensions: true, 2), flat);
        var embedding = b.Parameter(name + "positional_embedding", Initialization.ScaledNormal(Channels), Channels, positions + 1);
        tokens = b.Add(tokens, b.Reshape(embedding, 1, Channels, positions + 1));

        var qkv = Layers.Conv1x1(b, name + "qkv_proj", tokens, Channels, 3 * Channels);
        var h = Attention.Forward(b, qkv, Channels, Channels / HeadChannels, newOrder: true);
        h = Layers.Conv1x1(b, name + "c_proj", h, Channels, OutChannels);
        return b.Reshape(b.Slice(h, 2, 0, 1), -1, OutChannels);
    }
}
