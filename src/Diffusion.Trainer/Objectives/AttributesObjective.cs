using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A network that tells the attributes of clean images, each in standard deviations from its mean.</summary>
/// <param name="network">The encoder, an output for each attribute.</param>
/// <param name="scales">Of the data set.</param>
public sealed class AttributesObjective(EncoderUNetConfiguration network, IReadOnlyList<AttributeScale> scales) : ITrainingObjective
{
    /// <summary>The mean square over the attributes that an example has [N]; 0 where it has none.</summary>
    public Tensor Losses(TorchNetworkBuilder builder, TrainingBatch batch)
    {
        var (targets, weights) = Targets(batch);
        ReadOnlySpan<long> shape = [batch.Count, scales.Count];
        var errors = Outputs(builder, batch) - tensor(targets, shape, device: builder.Device);
        return (errors.square() * tensor(weights, shape, device: builder.Device)).sum(dim: 1);
    }

    /// <summary>What it tells of each example [N][A], in the data set's units.</summary>
    public float[][] Tell(TorchNetworkBuilder builder, TrainingBatch batch) => [.. Outputs(builder, batch).cpu().data<float>().ToArray()
        .Chunk(scales.Count)
        .Select(row => row.Zip(scales, (value, scale) => (float)scale.Restore(value)).ToArray())];

    private Tensor Outputs(TorchNetworkBuilder builder, TrainingBatch batch) => EncoderUNet.Forward(
        builder,
        network,
        BatchTensors.Of(batch, network.InChannels, network.ImageSize, builder.Device).X0,
        zeros(batch.Count, device: builder.Device));

    private (float[] Targets, float[] Weights) Targets(TrainingBatch batch)
    {
        var (targets, weights) = (new float[batch.Attributes.Length], new float[batch.Attributes.Length]);
        for (var start = 0; start < targets.Length; start += scales.Count)
        {
            var known = batch.Attributes.AsSpan(start, scales.Count).ToArray().Count(value => !float.IsNaN(value));
            for (var i = 0; i < scales.Count; i++)
            {
                if (batch.Attributes[start + i] is var value && !float.IsNaN(value))
                {
                    (targets[start + i], weights[start + i]) = ((float)scales[i].Standardize(value), 1f / known);
                }
            }
        }

        return (targets, weights);
    }
}
