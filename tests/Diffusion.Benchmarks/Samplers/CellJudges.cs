using Diffusion.Runtime;
using Diffusion.Trainer.Evaluation.Features;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>Who looks at a cell's images: the model's judge of classes, and its network of attributes where it has one.</summary>
internal sealed class CellJudges(ModelFolder model, Device device) : IDisposable
{
    private readonly FeatureNetwork? attributes = FeatureNetwork.OpenAttributes(model, device);

    public Judge Classes { get; } = new(model, device);

    /// <summary>[A] of each image; null where the model has no such network.</summary>
    public float[][]? Attributes(IEnumerable<Picture> images) => attributes is null ? null : [.. attributes.See(images).Features];

    public void Dispose()
    {
        Classes.Dispose();
        attributes?.Dispose();
    }
}
