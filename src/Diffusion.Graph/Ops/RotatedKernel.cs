namespace Diffusion.Graph;

/// <summary>The kernel that carries a convolution's gradient back: [O, I, K…] becomes [I, O, K…], turned by 180°.</summary>
internal static class RotatedKernel
{
    public static TensorData Of(TensorData kernel)
    {
        var (output, input) = (kernel.Shape[0], kernel.Shape[1]);
        var window = kernel.Shape.Skip(2).Aggregate(1L, (a, b) => a * b);
        var size = kernel.Type.Size();
        var source = kernel.Bytes.Span;
        var rotated = new byte[source.Length];
        for (long o = 0; o < output; o++)
        {
            for (long i = 0; i < input; i++)
            {
                for (long k = 0; k < window; k++)
                {
                    var from = checked((int)(((((o * input) + i) * window) + k) * size));
                    var to = checked((int)(((((i * output) + o) * window) + window - 1 - k) * size));
                    source.Slice(from, size).CopyTo(rotated.AsSpan(to, size));
                }
            }
        }

        return new TensorData(kernel.Type, rotated, [input, output, .. kernel.Shape.Skip(2)]);
    }
}
