using Diffusion.Networks;
using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Export;

/// <summary>Runs exported files in ONNX Runtime and the same networks in libtorch on the same inputs.</summary>
/// <param name="folder">Where the files are.</param>
public sealed class EngineComparison(string folder)
{
    private const int Rows = 4;

    public IReadOnlyList<EngineDifference> Unet(string file, TrainedNetwork network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var store = network.ToStore();
        var c = network.Settings.Unet!;
        var inputs = new Inputs(c.InChannels, c.ImageSize, network.Settings.Timesteps, c.NumClasses ?? 1);
        var expected = UNet.Forward(new TorchNetworkBuilder(store), c, inputs.Images, inputs.Times, c.NumClasses is null ? null : inputs.Labels);
        return Compare(file, inputs, ("output", expected));
    }

    public IReadOnlyList<EngineDifference> Classifier(string file, string gradientFile, TrainedNetwork network)
    {
        using var scope = NewDisposeScope();
        using var store = network.ToStore();
        var c = network.Settings.Encoder!;
        var inputs = new Inputs(c.InChannels, c.ImageSize, network.Settings.Timesteps, c.OutChannels);
        var x = inputs.Images.requires_grad_();
        var logits = EncoderUNet.Forward(new TorchNetworkBuilder(store), c, x, inputs.Times);

        // Dhariwal and Nichol 2021, algorithm 1: ∇ₓ log p(y | x_t)
        var logProb = nn.functional.log_softmax(logits, -1).gather(1, inputs.Labels.unsqueeze(1)).squeeze(1);
        var gradient = autograd.grad([logProb.sum()], [x])[0];
        return
        [
            .. Compare(file, inputs, ("logits", logits.detach())),
            .. Compare(gradientFile, inputs, ("gradient", gradient), ("log_prob", logProb.detach())),
        ];
    }

    public IReadOnlyList<EngineDifference> Judge(string file, TrainedNetwork network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var store = network.ToStore();
        var c = network.Settings.Encoder!;
        var inputs = new Inputs(c.InChannels, c.ImageSize, network.Settings.Timesteps, c.OutChannels);
        var (logits, features) = EncoderUNet.ForwardWithFeatures(new TorchNetworkBuilder(store), c, inputs.Images, zeros(Rows));
        return Compare(file, inputs, ("logits", logits), ("features", features));
    }

    private List<EngineDifference> Compare(string file, Inputs inputs, params (string Name, Tensor Value)[] expected)
    {
        using var session = new InferenceSession(Path.Combine(folder, file));
        using var run = new RunOptions();
        string[] names = [.. session.InputMetadata.Keys];
        var values = names.Select(inputs.ToOrtValue).ToList();
        using var results = session.Run(run, names, values, [.. expected.Select(output => output.Name)]);
        var differences = expected
            .Select((output, i) => EngineDifference.Of(file, output.Name, output.Value.contiguous().data<float>().ToArray(), results[i].GetTensorDataAsSpan<float>()))
            .ToList();
        values.ForEach(value => value.Dispose());
        return differences;
    }

    /// <summary>Noise as images, timesteps over the whole range, every label in turn.</summary>
    private sealed class Inputs
    {
        private readonly float[] images;
        private readonly float[] times;
        private readonly long[] labels;
        private readonly long[] shape;

        public Inputs(int channels, int size, int timesteps, int classes)
        {
            shape = [Rows, channels, size, size];
            images = new float[Rows * channels * size * size];
            PhiloxNoise.Fill(images, seed: 0, image: 0, NoiseStream.Start, draw: 0);
            times = [.. Enumerable.Range(0, Rows).Select(row => (float)(row * (timesteps - 1) / (Rows - 1)))];
            labels = [.. Enumerable.Range(0, Rows).Select(row => (long)(row % classes))];
        }

        public Tensor Images => tensor(images, shape);

        public Tensor Times => tensor(times, [Rows]);

        public Tensor Labels => tensor(labels, [Rows]);

        public OrtValue ToOrtValue(string name) => name switch
        {
            "x" => OrtValue.CreateTensorValueFromMemory(images, shape),
            "t" => OrtValue.CreateTensorValueFromMemory(times, [Rows]),
            _ => OrtValue.CreateTensorValueFromMemory(labels, [Rows]),
        };
    }
}
