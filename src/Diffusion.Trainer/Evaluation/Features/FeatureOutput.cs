using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>Where a feature network gives its features, and how they become one row a picture.</summary>
public static class FeatureOutput
{
    // What such outputs are called in exports of Inception, of DINOv2 and of judges.
    private static readonly string[] KnownOutputs = ["features", "pooler_output", "pool_3", "pool3", "last_hidden_state"];

    /// <summary>The output that is named, or one with a name that is usual, or the only one.</summary>
    /// <exception cref="TrainerException">There is none such.</exception>
    public static string Find(IReadOnlyDictionary<string, NodeMetadata> outputs, string? wanted, string file)
    {
        // TensorFlow's names end with a number: pool_3:0.
        var name = wanted
            ?? KnownOutputs.SelectMany(known => outputs.Keys.Where(key => key == known || key.StartsWith(known + ':', StringComparison.Ordinal))).FirstOrDefault()
            ?? (outputs.Count == 1 ? outputs.Keys.First() : null);
        return name is not null && outputs.TryGetValue(name, out var node) && node.ElementDataType == TensorElementType.Float
            ? name
            : throw new TrainerException($"Which output of '{file}' has the features cannot be told, or it is not Float. Name one of {string.Join(", ", outputs.Keys)} with --feature-output.");
    }

    /// <summary>One row of numbers a picture: of [N, F] as it is; of [N, tokens, F] the first token; of [N, F, h, w] the mean over space.</summary>
    /// <param name="value">What was given for a batch.</param>
    /// <param name="count">Rows of it that are pictures.</param>
    public static IReadOnlyList<float[]> Rows(OrtValue value, int count)
    {
        var shape = value.GetTensorTypeAndShape().Shape;
        var values = value.GetTensorDataAsSpan<float>();
        var length = values.Length / (int)shape[0];
        var rows = new float[count][];
        for (var row = 0; row < count; row++)
        {
            var all = values.Slice(row * length, length);
            rows[row] = shape.Length switch
            {
                3 => all[..(int)shape[2]].ToArray(),
                4 => Means(all, (int)shape[1]),
                _ => all.ToArray(),
            };
        }

        return rows;
    }

    private static float[] Means(ReadOnlySpan<float> planes, int channels)
    {
        var plane = planes.Length / channels;
        var means = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            means[channel] = TensorPrimitives.Average(planes.Slice(channel * plane, plane));
        }

        return means;
    }
}
