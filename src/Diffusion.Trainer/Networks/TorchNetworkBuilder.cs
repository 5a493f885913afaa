using Diffusion.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Diffusion.Trainer;

/// <summary>
/// Interprets a network over TorchSharp tensors. Temporary tensors belong to the caller's dispose scope. One builder serves
/// one thread; several may share a store whose parameters exist.
/// </summary>
/// <param name="store">The parameters.</param>
/// <param name="dropout">Where dropout draws its masks while training, on the CPU; null: no dropout.</param>
/// <param name="compute">
/// What convolutions and attention are computed in. As in guided-diffusion's convert_to_fp16 the convolutions of the input, middle and
/// output blocks are, but not the last one, nor linear layers, norms and softmax; parameters stay float32.
/// </param>
public sealed class TorchNetworkBuilder(ParameterStore store, Generator? dropout = null, ScalarType compute = ScalarType.Float32) : INetworkBuilder<Tensor>
{
    private static readonly long[] Stride1 = [1, 1];
    private static readonly long[] Stride2 = [2, 2];
    private static readonly double[] Twice = [2, 2];

    /// <summary>Where the parameters lie, and inputs must.</summary>
    public Device Device => store.Device;

    public Tensor Parameter(string name, Initialization initialization, params ReadOnlySpan<int> shape)
    {
        var parameter = store.Get(name, initialization, shape);
        var isKernel = shape.Length > 2 && !name.StartsWith("out.", StringComparison.Ordinal);
        return isKernel ? As(parameter, compute) : parameter;
    }

    public Tensor Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => tensor(values.ToArray(), Long(shape), device: store.Device);

    public IReadOnlyList<int> Shape(Tensor x) => Array.ConvertAll(x.shape, size => (int)size);

    public Tensor Add(Tensor a, Tensor b) => a + b;

    public Tensor Add(Tensor a, float b) => a + b;

    public Tensor Multiply(Tensor a, Tensor b) => a * b;

    public Tensor Multiply(Tensor a, float b) => a * b;

    public Tensor MatMul(Tensor a, Tensor b) => a.matmul(b);

    public Tensor Conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) =>
        F.conv2d(As(x, weight.dtype), weight, As(bias, weight.dtype), strides: stride == 1 ? Stride1 : stride == 2 ? Stride2 : [stride, stride], padding: [padding, padding]);

    public Tensor Conv1x1(Tensor x, Tensor weight, Tensor bias) => F.conv1d(As(x, weight.dtype), weight, As(bias, weight.dtype));

    public Tensor Linear(Tensor x, Tensor weight, Tensor bias) => F.linear(As(x, weight.dtype), weight, bias);

    public Tensor GroupNorm(Tensor x, int groups, Tensor weight, Tensor bias, Tensor? scale, Tensor? shift)
    {
        var h = F.group_norm(As(x, ScalarType.Float32), groups, weight, bias, eps: 1e-5);
        if (scale is null || shift is null)
        {
            return As(h, x.dtype);
        }

        var broadcast = new long[x.ndim];
        Array.Fill(broadcast, 1);
        (broadcast[0], broadcast[1]) = (x.shape[0], x.shape[1]);
        return As((h * (scale + 1f).reshape(broadcast)) + shift.reshape(broadcast), x.dtype);
    }

    public Tensor Silu(Tensor x) => F.silu(x);

    public Tensor Cos(Tensor x) => x.cos();

    public Tensor Sin(Tensor x) => x.sin();

    public Tensor Relu(Tensor x) => F.relu(x);

    public Tensor Softmax(Tensor x) => As(F.softmax(As(x, ScalarType.Float32), -1), x.dtype);

    public Tensor LogSoftmax(Tensor x) => F.log_softmax(x, -1);

    public Tensor Embedding(Tensor table, Tensor indices) => table.index_select(0, indices);

    public Tensor Reshape(Tensor x, params ReadOnlySpan<int> shape)
    {
        var sizes = Long(shape);
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = sizes[i] == 0 ? x.shape[i] : sizes[i];
        }

        return x.reshape(sizes);
    }

    public Tensor Transpose(Tensor x, params ReadOnlySpan<int> permutation) => x.permute(Long(permutation));

    public Tensor Concat(int axis, params ReadOnlySpan<Tensor> parts) => cat(parts.ToArray(), axis);

    public Tensor Slice(Tensor x, int axis, int start, int length) => x.narrow(axis, start, length);

    public Tensor Mean(Tensor x, bool keepDimensions, params ReadOnlySpan<int> axes) => x.mean(Long(axes), keepdim: keepDimensions);

    public Tensor UpsampleNearest(Tensor x) => F.interpolate(x, scale_factor: Twice, mode: InterpolationMode.Nearest);

    public Tensor AveragePool(Tensor x) => F.avg_pool2d(x, 2);

    public Tensor ResizeBilinear(Tensor x, int height, int width) =>
        F.interpolate(x, size: [height, width], mode: InterpolationMode.Bilinear, align_corners: false);

    public Tensor Dropout(Tensor x, float probability)
    {
        if (dropout is null || probability == 0)
        {
            return x;
        }

        // Inverted dropout: what is kept is scaled by 1/(1 − p).
        // TorchSharp's generators are the CPU's, so that the mask is drawn there.
        var mask = zeros(x.shape).bernoulli_(1 - probability, dropout).mul_(1 / (1 - probability));
        return x * As(mask.to(x.device), x.dtype);
    }

    private static Tensor As(Tensor x, ScalarType type) => x.dtype == type ? x : x.to(type);

    private static long[] Long(ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }
}
