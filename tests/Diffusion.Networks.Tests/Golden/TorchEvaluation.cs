using Diffusion.Golden;
using Diffusion.Trainer;
using static TorchSharp.torch;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>Runs a case over TorchSharp; a classifier's gradient comes from autograd.</summary>
internal static class TorchEvaluation
{
    public static IReadOnlyList<GoldenOutput> Run(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        using var store = new ParameterStore();
        foreach (var tensor in golden.Weights().Values)
        {
            store.Set(tensor.Name, tensor.ToSingles(), tensor.Shape.ToArray());
        }

        var loaded = store.Names.Count;
        var inputs = golden.Inputs.ToDictionary(name => name, name => Input(name, golden.Tensors[name]));
        var classifier = golden.Outputs.Contains("grad_x");
        inputs.GetValueOrDefault("x")?.requires_grad_(classifier);

        var outputs = GoldenNetwork.Forward(new TorchNetworkBuilder(store), golden, name => inputs[name]).ToList();
        if (classifier)
        {
            var logProb = outputs[1].Value.gather(1, inputs["y"].reshape(-1, 1)).squeeze(1);
            outputs.Add(("log_prob_y", logProb));
            outputs.Add(("grad_x", autograd.grad([logProb.sum()], [inputs["x"]])[0]));
        }

        Assert.Equal(loaded, store.Names.Count);
        return [.. outputs.Select(output => new GoldenOutput(output.Name, output.Value.shape, output.Value.detach().contiguous().data<float>().ToArray()))];
    }

    private static Tensor Input(string name, NamedTensor values) => values.Values switch
    {
        long[] labels when name == "y" => tensor(labels, values.Shape.ToArray()),
        long[] timesteps => tensor(Array.ConvertAll(timesteps, t => (float)t), values.Shape.ToArray()),
        _ => tensor(values.ToSingles(), values.Shape.ToArray()),
    };
}
