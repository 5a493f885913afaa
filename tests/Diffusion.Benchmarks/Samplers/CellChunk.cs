using System.Diagnostics;
using Diffusion.Runtime;
using Diffusion.Trainer.Samples;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>Some images of a cell: what the judge said of each.</summary>
/// <param name="First">Index of the first image; image i has label i modulo the classes.</param>
/// <param name="Seconds">How long sampling took.</param>
/// <param name="Agreed">Whether the judge saw the wanted label.</param>
/// <param name="Features">The judge's, [F] each.</param>
internal sealed record CellChunk(int First, double Seconds, bool[] Agreed, float[][] Features)
{
    /// <summary>What the model's network of attributes tells [A] each; null where it had none.</summary>
    public float[][]? Attributes { get; init; }

    /// <summary>SHA-256 of that network's file.</summary>
    public string? AttributesSha256 { get; init; }

    /// <param name="engine">Makes the images.</param>
    /// <param name="judges">Look at them.</param>
    /// <param name="first">Index of the first image.</param>
    /// <param name="count">How many.</param>
    /// <param name="request">From index and label.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public static async Task<CellChunk> SampleAsync(
        SamplingEngine engine, CellJudges judges, int first, int count, Func<int, int, ImageRequest> request, CancellationToken cancellation)
    {
        var classes = engine.Model.Card.Classes.Count;
        var watch = Stopwatch.StartNew();
        var images = await Task.WhenAll(Enumerable.Range(first, count).Select(index =>
            engine.GenerateAsync(request(index, index % classes), progress: null, cancellation)));
        var seconds = watch.Elapsed.TotalSeconds;

        float[][] pixels = [.. images.Select(image => image.Pixels)];
        bool[] agreed = [.. judges.Classes.Classify(pixels).Select((label, offset) => label == (first + offset) % classes)];
        return new CellChunk(first, seconds, agreed, judges.Classes.Features(pixels)) { Attributes = judges.Attributes(images.Select(SampledPicture.Of)), AttributesSha256 = engine.Model.Card.Files.Attributes?.Sha256 };
    }
}
