using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Export;

/// <summary>What both engines get: noise as images, timesteps over the whole range, every label in turn.</summary>
internal sealed class EngineInputs
{
    private readonly float[] images;
    private readonly float[] small;
    private readonly float[] times;
    private readonly long[] labels;
    private readonly long[] shape;
    private readonly long[] smallShape;

    public EngineInputs(int channels, int size, int timesteps, int classes, LowResolutionShape? told = null)
    {
        // Large images take seconds and gigabytes each.
        Rows = size switch { <= 64 => 4, <= 128 => 2, _ => 1 };
        shape = [Rows, channels, size, size];
        smallShape = [Rows, told?.Channels ?? 0, told?.Size ?? 0, told?.Size ?? 0];
        images = Noise(shape, draw: 0);
        small = Noise(smallShape, draw: 1);
        times = [.. Enumerable.Range(0, Rows).Select(row => (float)(Rows == 1 ? timesteps / 2 : row * (timesteps - 1) / (Rows - 1)))];
        labels = [.. Enumerable.Range(0, Rows).Select(row => (long)(row % classes))];
    }

    public int Rows { get; }

    public Tensor Images => tensor(images, shape);

    /// <summary>Null where the network is no upsampler.</summary>
    public Tensor? LowResolution => small.Length == 0 ? null : tensor(small, smallShape);

    public Tensor Times => tensor(times, [Rows]);

    public Tensor Labels => tensor(labels, [Rows]);

    public OrtValue ToOrtValue(string name) => name switch
    {
        NetworkTensors.X => OrtValue.CreateTensorValueFromMemory(images, shape),
        NetworkTensors.LowResolution => OrtValue.CreateTensorValueFromMemory(small, smallShape),
        NetworkTensors.Time => OrtValue.CreateTensorValueFromMemory(times, [Rows]),
        _ => OrtValue.CreateTensorValueFromMemory(labels, [Rows]),
    };

    private static float[] Noise(long[] shape, uint draw)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        PhiloxNoise.Fill(values, seed: 0, image: 0, NoiseStream.Start, draw);
        return values;
    }
}
