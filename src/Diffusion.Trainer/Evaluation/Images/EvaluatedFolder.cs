using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>
/// Pictures of a folder: a job's download, whose manifest tells the labels; or a folder per class; or pictures alone, whose labels
/// nobody knows. In ordinal order of their paths, a job's in the order of its manifest.
/// </summary>
public sealed class EvaluatedFolder : IEvaluatedImages
{
    private const string Manifest = "manifest.jsonl";

    private readonly IReadOnlyList<string> paths;

    private EvaluatedFolder(string folder, IReadOnlyList<(string Path, string? Class)> pictures)
    {
        if (pictures.Count == 0)
        {
            throw new TrainerException($"'{folder}' has no pictures ({string.Join(", ", ImageFolder.Extensions)}). Name a folder with pictures, or with a folder per class.");
        }

        Place = folder;
        paths = [.. pictures.Select(picture => picture.Path)];
        if (pictures[0].Class is not null)
        {
            Classes = [.. pictures.Select(picture => picture.Class!).Distinct().Order(StringComparer.Ordinal)];
            var numbers = Classes.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
            Labels = [.. pictures.Select(picture => numbers[picture.Class!])];
        }
    }

    public int Count => paths.Count;

    public string Place { get; }

    public IReadOnlyList<int>? Labels { get; }

    public IReadOnlyList<string>? Classes { get; }

    /// <exception cref="TrainerException">There is no such folder, no picture in it, or its manifest is damaged.</exception>
    public static EvaluatedFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new TrainerException($"There is no folder '{folder}'. Name a folder with pictures, or an .npz file.");
        }

        var manifest = Path.Combine(folder, Manifest);
        if (File.Exists(manifest))
        {
            return new EvaluatedFolder(folder, [.. Job(folder, manifest)]);
        }

        List<(string Path, string? Class)> labelled = [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(OfClass)];

        // A picture beside the class folders, such as a sheet of them, is none of the data set.
        return new EvaluatedFolder(folder, labelled.Count > 0 ? labelled : [.. Pictures(folder, SearchOption.TopDirectoryOnly).Select(path => (path, (string?)null))]);
    }

    public IEnumerable<Picture> Read(IEnumerable<int> indices) => indices
        .Select(index => paths[index])
        .AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.AutoBuffered)
        .Select(PngFile.Load);

    private static IEnumerable<(string Path, string? Class)> OfClass(string classFolder) =>
        Pictures(classFolder, SearchOption.AllDirectories).Select(path => (path, (string?)Path.GetFileName(classFolder)));

    private static IEnumerable<string> Pictures(string folder, SearchOption depth) => Directory
        .EnumerateFiles(folder, "*", depth)
        .Where(path => ImageFolder.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    /// <summary>Images that failed are not there to be measured.</summary>
    private static IEnumerable<(string Path, string? Class)> Job(string folder, string manifest)
    {
        foreach (var line in File.ReadLines(manifest).Where(line => line.Length > 0))
        {
            string? name, label;
            bool isMissing;
            try
            {
                var record = JsonNode.Parse(line)!.AsObject();
                (name, label, isMissing) = ((string?)record["name"], (string?)record["labelName"], record["error"] is not null);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                throw new TrainerException($"'{manifest}' is not a job's manifest: {error.Message} Download the job again.", error);
            }

            if (name is null || label is null)
            {
                throw new TrainerException($"'{manifest}' has a line without name or labelName. Download the job again.");
            }

            if (!isMissing)
            {
                // Of a model without classes.
                yield return (Path.Combine(folder, name), label.Length == 0 ? null : label);
            }
        }
    }
}
