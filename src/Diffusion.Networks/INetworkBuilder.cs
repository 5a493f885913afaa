namespace Diffusion.Networks;

/// <summary>
/// The operations that a network is written in. A network's <c>Forward</c> is interpreted twice: over TorchSharp
/// tensors it trains, over <c>Graph.Value</c> it emits ONNX, so that an export cannot drift from its training.
/// </summary>
/// <remarks>
/// Images are [N, C, H, W] float32; N may be unknown until run time (the ONNX interpreter), every other dimension is known.
/// Axes may be negative and then count from the end.
/// </remarks>
/// <typeparam name="T">A tensor (training) or a graph value (export).</typeparam>
public interface INetworkBuilder<T>
{
    /// <summary>A trained parameter, by its full name in the state dict (<c>input_blocks.1.0.in_layers.0.weight</c>).</summary>
    /// <param name="name">Unique name, as in guided-diffusion.</param>
    /// <param name="initialization">How training starts it; ignored where weights are loaded.</param>
    /// <param name="shape">All dimensions.</param>
    T Parameter(string name, Initialization initialization, params ReadOnlySpan<int> shape);

    /// <summary>A constant of the given shape, row-major.</summary>
    T Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape);

    /// <summary>The dimensions of <paramref name="x"/>; the batch dimension is −1 where it is not known yet.</summary>
    IReadOnlyList<int> Shape(T x);

    T Add(T a, T b);

    T Multiply(T a, T b);

    T Multiply(T a, float b);

    T Add(T a, float b);

    /// <summary>Batched matrix product over the last two axes.</summary>
    T MatMul(T a, T b);

    /// <summary>2-D cross-correlation. <paramref name="x"/> [N, I, H, W], <paramref name="weight"/> [O, I, K, K], <paramref name="bias"/> [O].</summary>
    T Conv2d(T x, T weight, T bias, int stride, int padding);

    /// <summary>1-D cross-correlation with a kernel of 1. <paramref name="x"/> [N, I, L], <paramref name="weight"/> [O, I, 1], <paramref name="bias"/> [O].</summary>
    T Conv1x1(T x, T weight, T bias);

    /// <summary>x·Wᵀ + b. <paramref name="x"/> [N, I], <paramref name="weight"/> [O, I], <paramref name="bias"/> [O].</summary>
    T Linear(T x, T weight, T bias);

    /// <summary>
    /// Group normalization in float32, ε = 1e-5, then weight and bias by channel. x [N, C] or [N, C, …].
    /// With <paramref name="scale"/> and <paramref name="shift"/> [N, C] it is adaptive (AdaGN): norm(x)·(1 + scale) + shift.
    /// </summary>
    T GroupNorm(T x, int groups, T weight, T bias, T? scale, T? shift);

    /// <summary>x·σ(x).</summary>
    T Silu(T x);

    T Cos(T x);

    T Sin(T x);

    /// <summary>max(x, 0).</summary>
    T Relu(T x);

    /// <summary>Softmax over the last axis, in float32.</summary>
    T Softmax(T x);

    /// <summary>Log-softmax over the last axis, in float32.</summary>
    T LogSoftmax(T x);

    /// <summary>Rows of <paramref name="table"/> [K, D] at the int64 <paramref name="indices"/> [N]: [N, D].</summary>
    T Embedding(T table, T indices);

    /// <summary>A new shape; −1 once for what remains, 0 to keep the dimension at that position (ONNX's rule).</summary>
    T Reshape(T x, params ReadOnlySpan<int> shape);

    T Transpose(T x, params ReadOnlySpan<int> permutation);

    T Concat(int axis, params ReadOnlySpan<T> parts);

    /// <summary>Elements [start, start + length) along <paramref name="axis"/>.</summary>
    T Slice(T x, int axis, int start, int length);

    /// <summary>Arithmetic mean over <paramref name="axes"/>.</summary>
    T Mean(T x, bool keepDimensions, params ReadOnlySpan<int> axes);

    /// <summary>Nearest-neighbour enlargement of height and width by 2.</summary>
    T UpsampleNearest(T x);

    /// <summary>2×2 average pooling with stride 2.</summary>
    T AveragePool(T x);

    /// <summary>Bilinear resize with half-pixel centres (align_corners off).</summary>
    T ResizeBilinear(T x, int height, int width);

    /// <summary>Dropout while training, the identity elsewhere. <paramref name="probability"/> in [0, 1).</summary>
    T Dropout(T x, float probability);
}
