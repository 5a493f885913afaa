using System.Text.Json;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>The chunks of a cell that have been made, each a file, so that a run that is stopped goes on where it was.</summary>
internal sealed class CellResult(string folder)
{
    private readonly List<CellChunk> chunks = [.. Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<CellChunk>(File.ReadAllBytes(file))!)
        : []];

    public int Images => chunks.Sum(chunk => chunk.Agreed.Length);

    public double Seconds => chunks.Sum(chunk => chunk.Seconds);

    public double Agreement => chunks.SelectMany(chunk => chunk.Agreed).Average(agreed => agreed ? 1 : 0);

    public IReadOnlyList<float[]> Features => [.. chunks.SelectMany(chunk => chunk.Features)];

    public void Add(CellChunk chunk)
    {
        // Written under another name first: a run that is killed leaves no half of a file.
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{chunk.First:D6}.json");
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(chunk));
        File.Move(path + ".part", path, overwrite: true);
        chunks.Add(chunk);
    }
}
