using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>A UNet's losses and the gradients of their mean.</summary>
internal static class UnetLossCase
{
    public static void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var (network, store) = Network(golden);
        using var ownedStore = store;
        var equations = new DiffusionEquations(GoldenSampling.Model(golden), GoldenSampling.Kept(golden));
        var kind = LossTermsCase.Kind(golden.Config.GetProperty("diffusion").GetProperty("loss_type").GetString()!);
        var batch = Batch(golden);
        Assert.Equal(
            golden.Json.GetProperty("timesteps").GetProperty("model").EnumerateArray().Select(time => time.GetSingle()),
            equations.NetworkTimes(batch.Timesteps).data<float>().ToArray());

        var terms = new UnetObjective(network, equations, new DiffusionLoss(equations, kind)).Terms(new TorchNetworkBuilder(store), batch);
        var gradients = store.Names.Zip(autograd.grad([terms.Loss.mean()], [.. store.Parameters])).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var output in golden.Outputs)
        {
            golden.Check(output, output switch
            {
                "loss" => terms.Loss,
                "mse" => terms.Mse!,
                "vb" => terms.Vb!,
                _ when output.StartsWith("grad.", StringComparison.Ordinal) => gradients[output["grad.".Length..]],
                _ => throw new InvalidDataException($"The output '{output}' of {golden.Name} has no test."),
            });
        }

        var norms = golden.Json.GetProperty("gradient_norms").EnumerateArray().ToList();
        Assert.Equal(gradients.Count, norms.Count);
        foreach (var norm in norms)
        {
            var name = norm.GetProperty("name").GetString()!;
            Assert.Equal(norm.GetProperty("l2").GetDouble(), gradients[name].norm().item<float>(), tolerance: norm.GetProperty("atol").GetDouble());
        }
    }

    /// <summary>The case's UNet and its weights.</summary>
    public static (UNetConfiguration Network, ParameterStore Store) Network(GoldenCase golden)
    {
        var unet = golden.Json.GetProperty("models").GetProperty("unet");
        var network = ConfigurationJson.ReadUNetArguments(unet.GetProperty("config").GetRawText());
        return (network, Store(NetworkParameters.Of(network), unet.GetProperty("weights")));
    }

    /// <summary>A network's parameters with a case's weights.</summary>
    public static ParameterStore Store(IReadOnlyList<ParameterInfo> parameters, JsonElement json)
    {
        var weights = GoldenWeights.Load(json);
        var store = new ParameterStore();
        foreach (var name in parameters.Select(parameter => parameter.Name))
        {
            store.Set(name, weights[name].ToSingles(), weights[name].Shape.ToArray());
        }

        return store;
    }

    private static TrainingBatch Batch(GoldenCase golden)
    {
        var timesteps = golden.Timesteps();
        var labels = golden.Inputs.Contains("y") ? golden.Longs("y") : new long[timesteps.Length];
        return new TrainingBatch(
            golden.Tensors["x_start"].ToSingles(), labels, labels, timesteps, golden.Tensors["noise"].ToSingles(), [.. timesteps.Select(_ => 1f)]);
    }
}
