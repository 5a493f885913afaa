namespace Diffusion.Graph;

/// <summary>How a convolution's window moves, the same in every spatial dimension.</summary>
internal readonly record struct Window(int Stride, int Padding, int Dilation)
{
    /// <summary>The size of a convolved dimension.</summary>
    public long Convolved(long size, long kernel) => size == Shapes.Unknown || kernel == Shapes.Unknown
        ? Shapes.Unknown
        : ((size + (2 * Padding) - (Dilation * (kernel - 1)) - 1) / Stride) + 1;

    /// <summary>The least size that convolves to <paramref name="size"/>.</summary>
    public long Transposed(long size, long kernel) => ((size - 1) * Stride) - (2 * Padding) + (Dilation * (kernel - 1)) + 1;

    public AttributeValue[] Attributes(Value weight)
    {
        var spatial = weight.Rank - 2;
        var kernel = weight.Dimensions[2..].ToArray();
        return
        [
            new("dilations", Each(Dilation, spatial)),
            .. Shapes.IsStatic(kernel) ? [new AttributeValue("kernel_shape", kernel)] : Array.Empty<AttributeValue>(),
            new("pads", Each(Padding, 2 * spatial)),
            new("strides", Each(Stride, spatial)),
        ];
    }

    private static long[] Each(long value, int count) => [.. Enumerable.Repeat(value, count)];
}
