using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>The tensors of R evaluation rows. One image is one row, or two of which one sees the null class.</summary>
internal sealed class DeviceBatch : IDisposable
{
    private readonly List<IDisposable> tensors = [];

    public DeviceBatch(DeviceMemory memory, int rows, ImageShape shape, int outputChannels, ImageShape? lowResolution, bool hasWeakNetwork)
    {
        Shape = shape;
        long[] image = [shape.Channels, shape.Height, shape.Width];

        Time = Input<float>(memory, rows);
        NetworkLabel = Input<long>(memory, rows);
        ClassifierLabel = Input<long>(memory, rows);
        Coefficients = Input<float>(memory, rows, StepGraph.ColumnCount);
        ConditionalRow = Input<long>(memory, rows);
        NullRow = Input<long>(memory, rows);
        Noise = Input<float>(memory, rows, image);
        LowResolution = lowResolution is { } small ? Input<float>(memory, rows, small.Channels, small.Height, small.Width) : null;
        Source = Input<long>(memory, rows);
        Fresh = Input<bool>(memory, rows, 1, 1, 1);

        X = [Add(memory.Create<float>(rows, image)), Add(memory.Create<float>(rows, image))];
        Output = Add(memory.Create<float>(rows, outputChannels, shape.Height, shape.Width));
        WeakOutput = hasWeakNetwork ? Add(memory.Create<float>(rows, outputChannels, shape.Height, shape.Width)) : null;
        Gradient = Add(memory.Create<float>(rows, image));
        Kept = [Add(memory.Create<float>(rows, image)), Add(memory.Create<float>(rows, image))];
        X0 = Add(memory.Create<float>(rows, image));

        // Tells the size of a result, so the device's own program wants it on the host.
        ThresholdCount = Add(new HostTensor<long>(1));
        NotFinite = Add(new HostTensor<float>(rows));
        Image = Add(new HostTensor<float>(rows, image));
        Film = Add(new HostTensor<float>(rows, image));
    }

    public ImageShape Shape { get; }

    /// <summary>What the networks see of the timestep, [R].</summary>
    public InputTensor<float> Time { get; }

    /// <summary>[R].</summary>
    public InputTensor<long> NetworkLabel { get; }

    /// <summary>[R].</summary>
    public InputTensor<long> ClassifierLabel { get; }

    /// <summary>[R, K], one <see cref="PlannedStep.Coefficients"/> a row.</summary>
    public InputTensor<float> Coefficients { get; }

    /// <summary>The row that sees this image's label, [R].</summary>
    public InputTensor<long> ConditionalRow { get; }

    /// <summary>The row that sees the null class for this image, [R].</summary>
    public InputTensor<long> NullRow { get; }

    /// <summary>z of this step, or x_T of rows that start, [R, C, H, W].</summary>
    public InputTensor<float> Noise { get; }

    /// <summary>What a super-resolution UNet enlarges, [R, C, h, w]; null where there is none.</summary>
    public InputTensor<float>? LowResolution { get; }

    /// <summary>Where each row lay before rows moved, [R].</summary>
    public InputTensor<long> Source { get; }

    /// <summary>Rows that start from noise, [R, 1, 1, 1].</summary>
    public InputTensor<bool> Fresh { get; }

    /// <summary>x_t and x_{t−1}, in turns, [R, C, H, W].</summary>
    public DeviceTensor[] X { get; }

    /// <summary>The network's output, [R, C or 2C, H, W].</summary>
    public DeviceTensor Output { get; }

    /// <summary>The weaker network's output, [R, C or 2C, H, W]; null where there is none.</summary>
    public DeviceTensor? WeakOutput { get; }

    /// <summary>∇ log p(y | x_t), [R, C, H, W].</summary>
    public DeviceTensor Gradient { get; }

    /// <summary>What an evaluation keeps for the next one, in turns, [R, C, H, W].</summary>
    public DeviceTensor[] Kept { get; }

    /// <summary>x̂₀, [R, C, H, W].</summary>
    public DeviceTensor X0 { get; }

    /// <summary>The largest count that dynamic thresholding looks at, [1].</summary>
    public HostTensor<long> ThresholdCount { get; }

    /// <summary>0 where all of a row's x is finite, else not a number, [R].</summary>
    public HostTensor<float> NotFinite { get; }

    /// <summary>x where an image has ended, [R, C, H, W].</summary>
    public HostTensor<float> Image { get; }

    /// <summary>x̂₀ where a film is made, [R, C, H, W].</summary>
    public HostTensor<float> Film { get; }

    /// <summary>What the networks and the step read of the host, but for the step's <see cref="Noise"/>.</summary>
    public IReadOnlyList<IUploadedTensor> StepInputs =>
        [Time, NetworkLabel, ClassifierLabel, Coefficients, ConditionalRow, NullRow, .. LowResolution is null ? [] : new[] { LowResolution }];

    /// <summary>What placing rows reads of the host.</summary>
    public IReadOnlyList<IUploadedTensor> PlaceInputs => [Noise, Source, Fresh];

    public void Dispose() => tensors.ForEach(tensor => tensor.Dispose());

    private InputTensor<T> Input<T>(DeviceMemory memory, int rows, params long[] rowShape)
        where T : unmanaged =>
        Add(new InputTensor<T>(memory, rows, rowShape));

    private TTensor Add<TTensor>(TTensor tensor)
        where TTensor : IDisposable
    {
        tensors.Add(tensor);
        return tensor;
    }
}

/// <summary>An image's dimensions.</summary>
internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    public int Length => Channels * Height * Width;
}
