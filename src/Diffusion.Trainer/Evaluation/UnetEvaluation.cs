using Diffusion.Networks;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Evaluation;

/// <summary>Measures a UNet's averaged weights on pictures, each told its own label.</summary>
/// <param name="trained">The UNet.</param>
/// <param name="images">Pictures of the classes and the size that it was trained with.</param>
/// <param name="kept">Timesteps of the chain, ascending.</param>
/// <param name="seed">Noise follows from it and the picture's place in the data set.</param>
/// <param name="device">Where to compute; null: the CPU.</param>
public sealed class UnetEvaluation(TrainedNetwork trained, ImageSet images, IReadOnlyList<int> kept, ulong seed, Device? device = null)
{
    private const int BatchSize = 32;

    private readonly BitsPerDimension bound = new(DiffusionEquations.Of(trained.Settings, kept, device));

    /// <summary>The bound of <paramref name="count"/> pictures, spread evenly over the data set.</summary>
    /// <param name="count">From 1 to the number of pictures.</param>
    /// <param name="progress">Is told how many pictures are done.</param>
    /// <param name="stop">Ends it between two timesteps.</param>
    public BitsPerDimensionFile Measure(int count, Action<int> progress, CancellationToken stop)
    {
        using var store = trained.ToStore(device);
        var terms = new List<BoundTerms>();
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * images.Count / count))];
        foreach (var batch in chosen.Chunk(BatchSize))
        {
            terms.Add(Measure(store, batch, stop));
            progress(terms.Sum(one => one.Images));
        }

        return BitsPerDimensionFile.Of(terms, kept, trained.Checkpoint.Step, images.Hash, seed);
    }

    private BoundTerms Measure(ParameterStore store, int[] batch, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var (network, builder) = (trained.Settings.Unet!, new TorchNetworkBuilder(store));
        long[] shape = [batch.Length, images.Channels, images.Size, images.Size];
        var pixels = new float[batch.Length * images.ImageLength];
        for (var i = 0; i < batch.Length; i++)
        {
            images.Read(batch[i], pixels.AsSpan(i * images.ImageLength, images.ImageLength));
        }

        var labels = network.NumClasses is null ? null : tensor(Array.ConvertAll(batch, index => (long)images.Labels[index]), [batch.Length], device: device);
        return bound.Measure(
            tensor(pixels, shape, device: device), Noise, (noisy, times) => UNet.Forward(builder, network, noisy, times, new() { Label = labels }), stop);

        Tensor Noise(int t)
        {
            var values = new float[pixels.Length];
            for (var i = 0; i < batch.Length; i++)
            {
                PhiloxNoise.Fill(values.AsSpan(i * images.ImageLength, images.ImageLength), seed, (uint)batch[i], NoiseStream.Augmentation, (uint)t);
            }

            return tensor(values, shape, device: device);
        }
    }
}
