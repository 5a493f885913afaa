namespace Diffusion.Runtime;

/// <summary>A classifier of clean images, trained apart from the model that it judges.</summary>
public sealed class Judge : IDisposable
{
    /// <summary>Loads a model's judge.</summary>
    /// <exception cref="ModelException">The model has none, or its file does not fit the card.</exception>
    public Judge(ModelFolder model, Device device)
    {
        _ = model;
        _ = device;
    }

    /// <summary>The likeliest label of each image.</summary>
    /// <param name="images">[C, H, W] each, in [−1, 1].</param>
    public int[] Classify(IReadOnlyList<float[]> images) => throw new NotSupportedException();

    /// <summary>What the judge sees in each image, before its last layer: [F] each.</summary>
    /// <param name="images">[C, H, W] each, in [−1, 1].</param>
    public float[][] Features(IReadOnlyList<float[]> images) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
