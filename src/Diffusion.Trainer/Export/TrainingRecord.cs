using System.Text.Json.Nodes;
using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Priors;

namespace Diffusion.Trainer.Export;

/// <summary>How a model was trained, as its card says it: enough to do it again.</summary>
public static class TrainingRecord
{
    private static readonly string[] FolderOptions = ["--data", "--out", "--run", "--teacher", "--begin-with"];

    /// <param name="networks">By the name of their file: unet, classifier, judge, attributes; null: not trained anew.</param>
    /// <param name="prior">Fitted anew; null: not.</param>
    /// <param name="kept">The model whose other networks stay, and with them what its card says of them.</param>
    /// <param name="data">The data set's folder; null: only its hash is told, or what <paramref name="kept"/> tells of the same.</param>
    public static JsonObject Create(IReadOnlyList<(string Name, TrainedNetwork? Network)> networks, PriorRecord? prior, KeptModel? kept, string? data)
    {
        var record = new JsonObject();
        foreach (var (name, network) in networks)
        {
            if ((network is null ? kept?.Training(name) : Of(network)) is { } entry)
            {
                record[name] = entry;
            }
        }

        if ((prior is null ? kept?.Training("prior") : Of(prior)) is { } fitted)
        {
            record["prior"] = fitted;
        }

        var made = data is null
            ? kept?.Data(networks[0].Network!.Settings.DataHash)
            : DatasetFile.ReadCommand(data) is { } command ? JsonValue.Create(WithoutFolders(command)) : null;
        if (made is not null)
        {
            record["data"] = made;
        }

        return record;
    }

    private static JsonObject Of(PriorRecord prior) => new()
    {
        ["commands"] = new JsonArray(JsonValue.Create(WithoutFolders(prior.Command))),
        ["components"] = prior.Settings.Components,
        ["rank"] = prior.Settings.Rank,
        ["seed"] = prior.Settings.Seed,
        ["images"] = prior.Images,
        ["dataSha256"] = prior.DataSha256,
    };

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
        if (settings.BeginWithCheckpoint is { } foreign)
        {
            record["begunWith"] = new JsonObject { ["checkpoint"] = Path.GetFileName(foreign.Checkpoint), ["sha256"] = foreign.Sha256, ["preset"] = foreign.Preset };
        }

        if (settings.BeginWithModel is { } model)
        {
            record["begunWith"] = new JsonObject { ["model"] = model.Name, ["version"] = model.Version, ["sha256"] = model.Sha256 };
        }

        if (RunMeasurements.Accuracy(network.Run).Read() is { Count: > 0 } bands)
        {
            record["accuracy"] = new JsonArray([.. bands.Select(band => new JsonObject
            {
                ["timesteps"] = $"{band.FirstTimestep}-{band.LastTimestep}",
                ["images"] = band.Images,
                ["accuracy"] = Math.Round(band.Accuracy, 4),
            })]);
        }

        if (RunMeasurements.AttributeErrors(network.Run).Read() is { Count: > 0 } errors)
        {
            record["attributes"] = new JsonArray([.. errors.Select(error => new JsonObject
            {
                ["name"] = error.Name,
                ["images"] = error.Pictures,
                ["error"] = Math.Round(error.RootMeanSquare, 4),
                ["deviation"] = Math.Round(error.Deviation, 4),
            })]);
        }

        return record;
    }

    /// <summary>Folders are named by their last part, so that a card does not tell where they lay.</summary>
    public static string WithoutFolders(string command)
    {
        string[] words = [.. ShellWords.Split(command)];
        for (var i = 1; i < words.Length; i++)
        {
            if (FolderOptions.Contains(words[i - 1]))
            {
                words[i] = Path.GetFileName(words[i].TrimEnd('/', Path.DirectorySeparatorChar));
            }
        }

        return ShellWords.Join(words);
    }
}
