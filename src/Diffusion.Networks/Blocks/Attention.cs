namespace Diffusion.Networks;

/// <summary>Multi-head self-attention over positions (guided-diffusion's QKVAttention and QKVAttentionLegacy).</summary>
internal static class Attention
{
    /// <param name="b">The interpreter.</param>
    /// <param name="qkv">[N, 3·C, L].</param>
    /// <param name="channels">C.</param>
    /// <param name="heads">Heads; a divisor of C.</param>
    /// <param name="newOrder">Channels as [q, k, v][head] instead of [head][q, k, v].</param>
    /// <returns>[N, C, L].</returns>
    public static T Forward<T>(INetworkBuilder<T> b, T qkv, int channels, int heads, bool newOrder)
    {
        var length = b.Shape(qkv)[2];
        var width = channels / heads;
        T Part(int index)
        {
            var part = newOrder
                ? b.Slice(b.Reshape(qkv, -1, 3, channels, length), 1, index, 1)
                : b.Slice(b.Reshape(qkv, -1, heads, 3 * width, length), 2, index * width, width);
            return b.Reshape(part, -1, heads, width, length);
        }

        // Scaling q and k apart keeps half precision in range: (q·s)ᵀ(k·s) with s = width^(−1/4).
        var scale = (float)(1 / Math.Sqrt(Math.Sqrt(width)));
        var q = b.Transpose(b.Multiply(Part(0), scale), 0, 1, 3, 2);
        var k = b.Multiply(Part(1), scale);
        var weights = b.Softmax(b.MatMul(q, k));

        // a[t, c] = Σ_s weight[t, s]·v[c, s]; v is turned rather than the weights, which are larger.
        var a = b.MatMul(weights, b.Transpose(Part(2), 0, 1, 3, 2));
        return b.Reshape(b.Transpose(a, 0, 1, 3, 2), -1, channels, length);
    }
}
