using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Tests.Shapes32;

/// <summary>The shipped model with real and generated pictures of its classes.</summary>
internal static class Pictures
{
    public static ModelFolder Model { get; } = ModelFolder.Open(Path.Combine(Repository.Root, "models", "shapes32"));

    /// <summary>[C, H, W] in [−1, 1] each, of a seed that nothing was trained on; picture i is of class i modulo the classes.</summary>
    public static float[][] Real(int first, int count) => [.. Enumerable.Range(first, count).Select(index =>
    {
        var picture = ShapesDataset.Picture(seed: 2_000_003, index % ShapeClass.All.Count, index, Model.Card.ImageSize);
        var plane = picture.Pixels.Length / 3;
        return Enumerable.Range(0, picture.Pixels.Length).Select(i => (picture.Pixels[(i % plane * 3) + (i / plane)] / 127.5f) - 1).ToArray();
    })];

    /// <summary>As many pictures by one plan, each told its class; a classifier, where the plan has one, is told it too.</summary>
    public static async Task<float[][]> Generated(SamplingEngine engine, SamplingOptions options, int count)
    {
        var plan = SamplingPlan.Create(Model.Settings, options);
        var images = await Task.WhenAll(Enumerable.Range(0, count).Select(index =>
            engine.GenerateAsync(new ImageRequest(plan, index % ShapeClass.All.Count, plan.NeedsClassifier ? index % ShapeClass.All.Count : null, Seed: 21, (uint)index))));
        return [.. images.Select(image => image.Pixels)];
    }
}
