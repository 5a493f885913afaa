using System.Text.Json.Nodes;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;

namespace Diffusion.Trainer.Export;

/// <summary>How a model was trained, as its card says it: enough to do it again.</summary>
public static class TrainingRecord
{
    private static readonly string[] FolderOptions = ["--data", "--out"];

    /// <param name="networks">By the name of their file: unet, classifier, judge.</param>
    /// <param name="data">The data set's folder; null: only its hash is told.</param>
    public static JsonObject Create(IEnumerable<(string Name, TrainedNetwork Network)> networks, string? data)
    {
        var record = new JsonObject();
        foreach (var (name, network) in networks)
        {
            record[name] = Of(network);
        }

        if (data is not null && DatasetFile.ReadCommand(data) is { } command)
        {
            record["data"] = WithoutFolders(command);
        }

        return record;
    }

    private static JsonObject Of(TrainedNetwork network)
    {
        var (checkpoint, settings) = (network.Checkpoint, network.Settings);
        var record = new JsonObject
        {
            ["commands"] = new JsonArray([.. checkpoint.Commands.Select(command => JsonValue.Create(WithoutFolders(command)))]),
            ["preset"] = settings.Preset,
            ["seed"] = settings.Seed,
            ["steps"] = checkpoint.Step,
            ["images"] = (long)checkpoint.Step * settings.BatchSize,
            ["seconds"] = Math.Round(checkpoint.Seconds),
            ["replicas"] = settings.Replicas,
            ["parameters"] = network.Weights.Values.Sum(weight => (long)weight.Values.Length),
            ["dataSha256"] = settings.DataHash,
        };
        if (AccuracyFile.Read(network.Run) is { Count: > 0 } bands)
        {
            record["accuracy"] = new JsonArray([.. bands.Select(band => new JsonObject
            {
                ["timesteps"] = $"{band.FirstTimestep}-{band.LastTimestep}",
                ["images"] = band.Images,
                ["accuracy"] = Math.Round(band.Accuracy, 4),
            })]);
        }

        return record;
    }

    /// <summary>Folders are named by their last part, so that a card does not tell where they lay.</summary>
    public static string WithoutFolders(string command)
    {
        var words = command.Split(' ');
        for (var i = 1; i < words.Length; i++)
        {
            if (FolderOptions.Contains(words[i - 1]))
            {
                words[i] = Path.GetFileName(words[i].TrimEnd('/'));
            }
        }

        return string.Join(' ', words);
    }
}
