using System.Text.Json;
using Diffusion.Runtime;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>The chunks of a cell that have been made, each a file, so that a run that is stopped goes on where it was.</summary>
internal sealed class CellResult(string folder)
{
    /// <summary>Images that are made, and kept, together.</summary>
    private const int Chunk = 80;

    private readonly List<CellChunk> chunks = [.. Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<CellChunk>(File.ReadAllBytes(file))!)
        : []];

    public int Images => chunks.Sum(chunk => chunk.Agreed.Length);

    public double Seconds => chunks.Sum(chunk => chunk.Seconds);

    public double Agreement => chunks.SelectMany(chunk => chunk.Agreed).Average(agreed => agreed ? 1 : 0);

    public IReadOnlyList<float[]> Features => [.. chunks.SelectMany(chunk => chunk.Features)];

    /// <summary>Attributes [A] of each image by the network in a file; null where not all images have them.</summary>
    public IReadOnlyList<float[]>? Attributes(string? sha256) =>
        sha256 is not null && chunks.TrueForAll(chunk => chunk.AttributesSha256 == sha256) ? [.. chunks.SelectMany(chunk => chunk.Attributes!)] : null;

    /// <summary>Makes what is missing of so many images.</summary>
    /// <param name="images">How many there are to be.</param>
    /// <param name="engine">Makes the images.</param>
    /// <param name="judges">Look at them.</param>
    /// <param name="request">From index and label.</param>
    /// <param name="report">Called after each chunk.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public async Task FillAsync(
        int images, SamplingEngine engine, CellJudges judges, Func<int, int, ImageRequest> request, Action? report, CancellationToken cancellation)
    {
        while (Images < images)
        {
            Add(await CellChunk.SampleAsync(engine, judges, Images, Math.Min(Chunk, images - Images), request, cancellation));
            report?.Invoke();
        }
    }

    private void Add(CellChunk chunk)
    {
        // Written under another name first: a run that is killed leaves no half of a file.
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{chunk.First:D6}.json");
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(chunk));
        File.Move(path + ".part", path, overwrite: true);
        chunks.Add(chunk);
    }
}
