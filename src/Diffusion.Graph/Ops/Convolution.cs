namespace Diffusion.Graph;

/// <summary>Cross-correlation in any number of spatial dimensions, with one stride, padding and dilation for all of them.</summary>
public static partial class Ops
{
    /// <param name="x">[N, I, …].</param>
    /// <param name="weight">[O, I, K…].</param>
    /// <param name="bias">[O] or none.</param>
    /// <param name="stride">Step of the window.</param>
    /// <param name="padding">Zeros around the image, on every side.</param>
    /// <param name="dilation">Distance of the weight's elements.</param>
    public static Value Conv(Value x, Value weight, Value? bias = null, int stride = 1, int padding = 0, int dilation = 1)
    {
        var window = new Window(stride, padding, dilation);
        var shape = ConvolvedShape("Conv", x, weight, bias, inputChannels: 1, outputChannels: 0);
        for (var i = 2; i < shape.Length; i++)
        {
            shape[i] = window.Convolved(x.Shape[i], weight.Shape[i]);
            if (shape[i] is not Shapes.Unknown and < 1)
            {
                throw new GraphException($"Conv: the kernel {Shapes.Text(weight.Dimensions)} is larger than the padded image {Shapes.Text(x.Dimensions)}.");
            }
        }

        return Emit(
            "Conv",
            bias is null ? [x, weight] : [x, weight, bias],
            x.Type,
            shape,
            [(_, g) => ConvAtImage(x, weight, window, g), (_, g) => KernelGradient(x, g, weight, window), (_, g) => SumByChannel(g)],
            window.Attributes(weight));
    }

    /// <summary>The transpose of <see cref="Conv"/> as a linear map of the image.</summary>
    /// <param name="x">[N, I, …].</param>
    /// <param name="weight">[I, O, K…].</param>
    /// <param name="bias">[O] or none.</param>
    /// <param name="stride">Step of the window in the result.</param>
    /// <param name="padding">Cut off from every side of the result.</param>
    /// <param name="outputPadding">Added at the end of each spatial dimension; one number, or one for each.</param>
    public static Value ConvTranspose(Value x, Value weight, Value? bias = null, int stride = 1, int padding = 0, params ReadOnlySpan<long> outputPadding) =>
        ConvTranspose(x, weight, bias, new Window(stride, padding, 1), outputPadding);

    internal static Value ConvTranspose(Value x, Value weight, Value? bias, Window window, ReadOnlySpan<long> outputPadding)
    {
        var shape = ConvolvedShape("ConvTranspose", x, weight, bias, inputChannels: 0, outputChannels: 1);
        var extra = new long[shape.Length - 2];
        for (var i = 0; i < extra.Length; i++)
        {
            extra[i] = outputPadding.IsEmpty ? 0 : outputPadding[Math.Min(i, outputPadding.Length - 1)];
            shape[i + 2] = x.Shape[i + 2] == Shapes.Unknown ? Shapes.Unknown : window.Transposed(x.Shape[i + 2], weight.Shape[i + 2]) + extra[i];
        }

        return Emit(
            "ConvTranspose",
            bias is null ? [x, weight] : [x, weight, bias],
            x.Type,
            shape,
            [
                (_, g) => Conv(g, weight, null, window.Stride, window.Padding, window.Dilation),
                (_, g) => KernelGradient(g, x, weight, window),
                (_, g) => SumByChannel(g),
            ],
            [.. window.Attributes(weight), .. extra.AsSpan().ContainsAnyExcept(0) ? [Attribute("output_padding", extra)] : Array.Empty<AttributeValue>()]);
    }

    private static Value ConvAtImage(Value x, Value weight, Window window, Value g)
    {
        var reach = window.Dilation * (weight.Shape[2] - 1);
        var square = weight.Shape.Skip(2).All(k => k == weight.Shape[2]);
        if (window.Stride == 1 && KernelOf(weight) is { } kernel && square && reach >= window.Padding)
        {
            // Three times faster than ConvTranspose on the CPU.
            return Conv(g, weight.Graph.Constant(RotatedKernel.Of(kernel)), null, 1, (int)reach - window.Padding, window.Dilation);
        }

        if (!Shapes.IsStatic(x.Dimensions[2..]))
        {
            throw new GraphException($"Conv: the gradient needs the image's height and width, but they are unknown in {Shapes.Text(x.Dimensions)}. Give the input fixed ones.");
        }

        // What a stride leaves over at the end never met the window: 1 for even sizes with stride 2, 0 for odd ones.
        var left = new long[x.Rank - 2];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = x.Shape[i + 2] - window.Transposed(g.Shape[i + 2], weight.Shape[i + 2]);
        }

        return ConvTranspose(g, weight, null, window, left);
    }

    /// <summary>The elements of a weight, also of one with dimensions put in.</summary>
    private static TensorData? KernelOf(Value weight) =>
        weight.Producer is { Op: "Unsqueeze" } inserted && inserted.Inputs[0]!.Data is { } data
            ? TensorData.Deferred(data.Type, () => data.Bytes, weight.Dimensions)
            : weight.Data;

    /// <summary>
    /// The gradient at the weight: image and gradient correlate over the batch, which takes the place of the channels;
    /// the stride becomes the distance of the kernel's elements.
    /// </summary>
    private static Value KernelGradient(Value image, Value g, Value weight, Window window)
    {
        var correlation = Conv(SwapFirst(image), SwapFirst(g), null, window.Dilation, window.Padding, window.Stride);
        for (var i = 2; i < weight.Rank; i++)
        {
            correlation = correlation.Shape[i] == weight.Shape[i] ? correlation : Slice(correlation, i, 0, weight.Shape[i]);
        }

        return SwapFirst(correlation);
    }

    private static Value SumByChannel(Value g) => ReduceSum(g, keepDimensions: false, [0, .. Enumerable.Range(2, g.Rank - 2).Select(i => (long)i)]);

    private static Value SwapFirst(Value x) => Transpose(x, [1, 0, .. Enumerable.Range(2, x.Rank - 2).Select(i => (long)i)]);

    private static long[] ConvolvedShape(string op, Value x, Value weight, Value? bias, int inputChannels, int outputChannels)
    {
        SameType(op, x, weight);
        OfRank(op, x, 3);
        if (x.Rank != weight.Rank || x.Shape[1] != weight.Shape[inputChannels])
        {
            throw new GraphException($"{op}: the image {Shapes.Text(x.Dimensions)} and the weight {Shapes.Text(weight.Dimensions)} do not fit: the weight's axis {inputChannels} must be the image's channels.");
        }

        var channels = weight.Shape[outputChannels];
        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != channels))
        {
            throw new GraphException($"{op}: the bias {Shapes.Text(bias.Dimensions)} does not fit the weight {Shapes.Text(weight.Dimensions)}, which makes {channels} channels.");
        }

        var shape = x.Dimensions.ToArray();
        shape[1] = channels;
        return shape;
    }
}
