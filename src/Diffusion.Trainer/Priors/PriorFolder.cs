using System.Text.Json;
using Diffusion.Runtime;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Priors;

/// <summary><c>prior.json</c>: what a fitted prior is of.</summary>
public sealed record PriorRecord
{
    public PriorSettings Settings { get; init; } = new();

    public IReadOnlyList<string> Classes { get; init; } = [];

    public int ImageSize { get; init; }

    public int Channels { get; init; }

    /// <summary>Images that it was fitted to.</summary>
    public int Images { get; init; }

    /// <summary>The data set's hash.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>The command line.</summary>
    public string Command { get; init; } = "";

    /// <summary>SHA-256 of the ONNX file.</summary>
    public string PriorSha256 { get; init; } = "";
}

/// <summary>A fitted prior: <c>prior.onnx</c> and <c>prior.json</c>.</summary>
public static class PriorFolder
{
    public const string ModelName = "prior.onnx";
    private const string RecordName = "prior.json";

    /// <summary>Writes both files; older ones are replaced.</summary>
    public static PriorRecord Write(string folder, ClassPrior prior, ImageSet images, PriorSettings settings, string command)
    {
        Directory.CreateDirectory(folder);
        PriorGraph.Build(prior, images.Channels, images.Size).Save(Path.Combine(folder, ModelName));
        var record = new PriorRecord
        {
            Settings = settings,
            Classes = images.Classes,
            ImageSize = images.Size,
            Channels = images.Channels,
            Images = prior.Classes.Sum(gaussians => gaussians.Sum(gaussian => gaussian.Count)),
            DataSha256 = images.Hash,
            Command = command,
            PriorSha256 = ModelFile.Describe(folder, ModelName).Sha256,
        };
        File.WriteAllText(Path.Combine(folder, RecordName), JsonSerializer.Serialize(record, TrainerJson.Options) + "\n");
        return record;
    }

    /// <exception cref="TrainerException">There is no prior, or it is damaged.</exception>
    public static PriorRecord Read(string folder)
    {
        try
        {
            var record = JsonSerializer.Deserialize<PriorRecord>(File.ReadAllBytes(Path.Combine(folder, RecordName)), TrainerJson.Options)!;
            return ModelFile.Describe(folder, ModelName).Sha256 == record.PriorSha256
                ? record
                : throw new TrainerException($"'{Path.Combine(folder, ModelName)}' does not have the SHA-256 that {RecordName} names. Fit the prior again.");
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new TrainerException($"There is no prior in '{folder}': {error.Message} Make it with `fit prior --out {folder}`.", error);
        }
    }
}
