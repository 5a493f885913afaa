using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Objectives;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;
using Device = Diffusion.Runtime.Device;

namespace Diffusion.Trainer.Export;

/// <summary>Runs exported files in ONNX Runtime and the same networks in libtorch, in float32, on the same inputs: one after the other, so that large weights are held once.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="timesteps">T; inputs are spread over it.</param>
public sealed class EngineComparison(string folder, int timesteps)
{
    /// <param name="file">The network's file.</param>
    /// <param name="c">Its shape.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="small">What an upsampler is told; null: it is none.</param>
    public IReadOnlyList<EngineDifference> Unet(string file, UNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights, LowResolutionShape? small = null)
    {
        var inputs = new EngineInputs(c.InChannels, c.ImageSize, timesteps, c.NumClasses ?? 1, small);
        var expected = Evaluate(weights, b =>
        {
            using var quiet = no_grad();
            var told = new Conditions<Tensor> { Label = c.NumClasses is null ? null : inputs.Labels, LowResolution = inputs.LowResolution };
            return [(NetworkTensors.Output, UNet.Forward(b, c, inputs.Images, inputs.Times, told))];
        });
        return Compare(file, inputs, expected);
    }

    /// <param name="file">The classifier's file.</param>
    /// <param name="gradientFile">Its gradient's.</param>
    /// <param name="c">Its shape.</param>
    /// <param name="weights">Its parameters.</param>
    public IReadOnlyList<EngineDifference> Classifier(string file, string gradientFile, EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights)
    {
        var inputs = new EngineInputs(c.InChannels, c.ImageSize, timesteps, c.OutChannels);
        var expected = Evaluate(weights, b =>
        {
            var x = inputs.Images.requires_grad_();
            var logits = EncoderUNet.Forward(b, c, x, inputs.Times);

            // Dhariwal and Nichol 2021, algorithm 1: ∇ₓ log p(y | x_t)
            var logProb = nn.functional.log_softmax(logits, -1).gather(1, inputs.Labels.unsqueeze(1)).squeeze(1);
            var gradient = autograd.grad([logProb.sum()], [x])[0];
            return [(NetworkTensors.Logits, logits.detach()), (NetworkTensors.Gradient, gradient), (NetworkTensors.LogProbability, logProb.detach())];
        });
        return [.. Compare(file, inputs, expected[..1]), .. Compare(gradientFile, inputs, expected[1..])];
    }

    /// <param name="file">The judge's file.</param>
    /// <param name="c">Its shape.</param>
    /// <param name="weights">Its parameters.</param>
    public IReadOnlyList<EngineDifference> Judge(string file, EncoderUNetConfiguration c, IReadOnlyDictionary<string, NamedTensor> weights)
    {
        var inputs = new EngineInputs(c.InChannels, c.ImageSize, timesteps, c.OutChannels);
        var expected = Evaluate(weights, b =>
        {
            using var quiet = no_grad();
            var (logits, features) = EncoderUNet.ForwardWithFeatures(b, c, inputs.Images, zeros(inputs.Rows));
            return [(NetworkTensors.Logits, logits), (NetworkTensors.Features, features)];
        });
        return Compare(file, inputs, expected);
    }

    /// <param name="file">The file of the network of attributes.</param>
    /// <param name="c">Its shape.</param>
    /// <param name="scales">Of its outputs.</param>
    /// <param name="weights">Its parameters.</param>
    public IReadOnlyList<EngineDifference> Attributes(string file, EncoderUNetConfiguration c, IReadOnlyList<AttributeScale> scales, IReadOnlyDictionary<string, NamedTensor> weights)
    {
        var inputs = new EngineInputs(c.InChannels, c.ImageSize, timesteps, c.OutChannels);
        var expected = Evaluate(weights, b =>
        {
            using var quiet = no_grad();
            return [(NetworkTensors.Attributes, EncoderUNet.Forward(b, c, inputs.Images, zeros(inputs.Rows)))];
        });
        float[] told = [.. expected[0].Values.Select((value, i) => (float)scales[i % scales.Count].Restore(value))];
        return Compare(file, inputs, [(NetworkTensors.Attributes, told)]);
    }

    private static (string Name, float[] Values)[] Evaluate(IReadOnlyDictionary<string, NamedTensor> weights, Func<TorchNetworkBuilder, (string Name, Tensor Value)[]> run)
    {
        using var scope = NewDisposeScope();
        using var store = TrainedNetwork.ToStore(weights);
        return Array.ConvertAll(run(new TorchNetworkBuilder(store)), output => (output.Name, output.Value.contiguous().data<float>().ToArray()));
    }

    private List<EngineDifference> Compare(string file, EngineInputs inputs, (string Name, float[] Values)[] expected)
    {
        using var session = SessionFactory.Load(Device.Select(DeviceChoice.Cpu), Path.Combine(folder, file));
        using var run = new RunOptions();
        string[] names = [.. session.InputMetadata.Keys];
        var values = names.Select(inputs.ToOrtValue).ToList();
        using var results = session.Run(run, names, values, [.. expected.Select(output => output.Name)]);
        var differences = expected.Select((output, i) => EngineDifference.Of(file, output.Name, output.Values, results[i].GetTensorDataAsSpan<float>())).ToList();
        values.ForEach(value => value.Dispose());
        return differences;
    }
}
