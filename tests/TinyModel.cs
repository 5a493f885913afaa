using Diffusion.Graph;
using Diffusion.Runtime;

namespace Diffusion;

/// <summary>
/// A model of 8×8 pictures and three classes with random weights: a step takes well under a millisecond, and nothing about it is special.
/// Linked into every project that runs the service with it.
/// </summary>
internal static class TinyModel
{
    public const string Name = "tiny8";
    private const int Size = 8;
    private const int Channels = 3;
    private const int Width = 8;
    private static readonly string[] Classes = ["disc", "ring", "star"];

    /// <summary>Writes the model's folder into a folder of models.</summary>
    public static void Write(string root)
    {
        var folder = Path.Combine(root, Name);
        Directory.CreateDirectory(folder);
        Unet().Save(Path.Combine(folder, "unet.onnx"));
        ClassifierGradient().Save(Path.Combine(folder, "classifier-gradient.onnx"));
        ModelCardJson.Write(
            new ModelCard
            {
                Name = Name,
                Version = "1",
                ImageSize = Size,
                Channels = Channels,
                Classes = Classes,
                NullClass = Classes.Length,
                Prediction = "v",
                Variance = "fixedSmall",
                Schedule = new ScheduleCard { Name = "cosine", Timesteps = 1000 },
                Rows = [1, 4, 16],
                Files = new ModelFiles
                {
                    Unet = ModelFile.Describe(folder, "unet.onnx"),
                    ClassifierGradient = ModelFile.Describe(folder, "classifier-gradient.onnx"),
                },
            },
            folder);
    }

    /// <summary>x, t, and y where it takes labels ─► v.</summary>
    internal static OnnxModel Unet(int seed = 1, bool takesLabels = true)
    {
        var random = new Random(seed);
        var graph = new GraphBuilder("unet");
        var x = graph.Input("x", ElementType.Float, -1, Channels, Size, Size);
        var t = graph.Input("t", ElementType.Float, -1);
        var labels = Weights(graph, random, "label_emb", 1, Classes.Length + 1, Width);
        var label = takesLabels ? Ops.Gather(labels, graph.Input("y", ElementType.Int64, -1)) : null;
        var time = Ops.Sin(Ops.Unsqueeze(t, 1) * Weights(graph, random, "time_embed", 0.01, 1, Width));
        var hidden = Ops.Conv(x, Weights(graph, random, "in.weight", 0.3, Width, Channels, 3, 3), padding: 1);
        var mixed = Ops.Silu(hidden + Ops.Reshape(label is null ? time : label + time, 0, Width, 1, 1));
        graph.Output("output", Ops.Conv(mixed, Weights(graph, random, "out.weight", 0.2, Channels, Width, 3, 3), padding: 1));
        return graph.Build();
    }

    /// <summary>x, t, y ─► gradient, log_prob.</summary>
    internal static OnnxModel ClassifierGradient()
    {
        var random = new Random(2);
        var graph = new GraphBuilder("classifier_gradient");
        var x = graph.Input("x", ElementType.Float, -1, Channels, Size, Size);
        var t = graph.Input("t", ElementType.Float, -1);
        var y = graph.Input("y", ElementType.Int64, -1);
        var hidden = Ops.Silu(Ops.Conv(x, Weights(graph, random, "in.weight", 0.5, Width, Channels, 3, 3), padding: 1));
        var pooled = Ops.ReduceMean(hidden, keepDimensions: false, 2, 3) + (Ops.Unsqueeze(t, 1) * 1e-3);
        var logits = Ops.Linear(pooled, Weights(graph, random, "out.weight", 2, Classes.Length, Width));
        var logProbability = Ops.PickLabel(Ops.LogSoftmax(logits), y);
        graph.Output("gradient", Gradient.Of(logProbability, x));
        graph.Output("log_prob", logProbability);
        return graph.Build();
    }

    /// <summary>Even in ±scale.</summary>
    internal static Value Weights(GraphBuilder graph, Random random, string name, double scale, params long[] shape)
    {
        var data = new float[shape.Aggregate(1L, (product, length) => product * length)];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (float)(((random.NextDouble() * 2) - 1) * scale);
        }

        return graph.Initializer(name, data, shape);
    }
}
