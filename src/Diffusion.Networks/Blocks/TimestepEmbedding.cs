namespace Diffusion.Networks;

/// <summary>Sinusoidal embedding of the timestep (Vaswani et al. 2017, section 3.5, as in guided-diffusion's nn.timestep_embedding).</summary>
public static class TimestepEmbedding
{
    private const double MaxPeriod = 10000;

    /// <param name="b">The interpreter.</param>
    /// <param name="t">Timesteps [N] float32, fractions allowed.</param>
    /// <param name="width">Columns of the result.</param>
    /// <returns>[N, width]: cosines, then sines, then a zero where the width is odd.</returns>
    public static T Forward<T>(INetworkBuilder<T> b, T t, int width)
    {
        // ω_k = 10000^(−k/half), k = 0 … half − 1: divided by half, not half − 1.
        var half = width / 2;
        var frequencies = new float[half];
        for (var k = 0; k < half; k++)
        {
            // In float32, step by step, as the reference computes them.
            frequencies[k] = MathF.Exp((float)-Math.Log(MaxPeriod) * k / half);
        }

        var angles = b.Multiply(b.Reshape(t, -1, 1), b.Constant(frequencies, 1, half));
        var (cosines, sines) = (b.Cos(angles), b.Sin(angles));
        return width % 2 == 0
            ? b.Concat(1, cosines, sines)
            : b.Concat(1, cosines, sines, b.Multiply(b.Reshape(t, -1, 1), 0f));
    }
}
