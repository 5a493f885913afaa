using Diffusion.Golden;
using Diffusion.Graph;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>Runs a case as an ONNX graph in ONNX Runtime; a classifier's gradient is part of the graph.</summary>
internal static class OnnxEvaluation
{
    public static IReadOnlyList<GoldenOutput> Run(GoldenCase golden, Precision precision = Precision.Single)
    {
        var graph = new GraphBuilder(golden.Name);
        var inputs = golden.Inputs.ToDictionary(name => name, name => Input(graph, name, golden.Tensors[name]));
        var outputs = GoldenNetwork.Forward(new GraphNetworkBuilder(graph, golden.Weights(), precision), golden, name => inputs[name]).ToList();
        if (golden.Outputs.Contains("grad_x"))
        {
            var logProb = Ops.PickLabel(outputs[1].Value, inputs["y"]);
            outputs.Add(("log_prob_y", logProb));
            outputs.Add(("grad_x", Gradient.Of(logProb, inputs["x"])));
        }

        foreach (var (name, value) in outputs)
        {
            graph.Output(name, value);
        }

        return Run(graph.Build(), golden.Inputs.Select(name => Feed(name, golden.Tensors[name])));
    }

    /// <summary>Runs a model once on one thread.</summary>
    public static IReadOnlyList<GoldenOutput> Run(OnnxModel model, IEnumerable<NamedTensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model.ToBytes(), options);
        using var run = new RunOptions();
        var feeds = inputs.ToDictionary(input => input.Name, input => input.Values is long[] integers
            ? OrtValue.CreateTensorValueFromMemory(integers, [.. input.Shape])
            : OrtValue.CreateTensorValueFromMemory((float[])input.Values, [.. input.Shape]));
        try
        {
            var names = model.Outputs.Select(output => output.Name).ToList();
            using var results = session.Run(run, feeds, names);
            return [.. names.Select((name, i) => new GoldenOutput(name, results[i].GetTensorTypeAndShape().Shape, results[i].GetTensorDataAsSpan<float>().ToArray()))];
        }
        finally
        {
            foreach (var feed in feeds.Values)
            {
                feed.Dispose();
            }
        }
    }

    /// <summary>A case's tensor as the graph takes it: labels as integers, everything else, timesteps too, as float32.</summary>
    public static NamedTensor Feed(string name, NamedTensor tensor) => tensor.Values switch
    {
        long[] when name == "y" => tensor,
        long[] timesteps => tensor with { Values = Array.ConvertAll(timesteps, t => (float)t) },
        _ => tensor with { Values = tensor.ToSingles() },
    };

    private static Value Input(GraphBuilder graph, string name, NamedTensor tensor) =>
        graph.Input(name, name == "y" ? ElementType.Int64 : ElementType.Float, [-1, .. tensor.Shape.Skip(1)]);
}
