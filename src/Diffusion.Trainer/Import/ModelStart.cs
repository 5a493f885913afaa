using System.Text.Json.Nodes;
using Diffusion.Graph;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Import;

/// <summary>An exported model that a new run begins with or learns from, so that it can be tuned further where its run is gone.</summary>
public sealed record ModelStart
{
    /// <summary>The model's folder.</summary>
    public string Folder { get; init; } = "";

    public string Name { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Of the network's file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whether a folder has a model, not a run.</summary>
    public static bool IsModel(string folder) => File.Exists(Path.Combine(folder, ModelCard.FileName));

    /// <summary>A model as it stands now.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="task">Which of its networks is wanted.</param>
    /// <exception cref="TrainerException">It is damaged, has no such network, or has its weights in half precision.</exception>
    public static ModelStart Of(string folder, TrainingTask task) => Of(folder, Network.Open(folder, task));

    /// <summary>Settings that begin with a model, and whose network, noise and prediction are the model's.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="settings">Everything else.</param>
    /// <exception cref="TrainerException">As <see cref="Of(string, TrainingTask)"/>, or it was trained with what this trainer does not have.</exception>
    public static TrainingSettings Applied(string folder, TrainingSettings settings)
    {
        var network = Network.Open(folder, settings.Task);
        return Applied(folder, network, network.Load(), settings);
    }

    /// <summary>As <see cref="Applied(string, TrainingSettings)"/>, with the model's card and the network's weights.</summary>
    /// <inheritdoc cref="Applied(string, TrainingSettings)"/>
    public static (TrainingSettings Settings, ModelCard Card, IReadOnlyDictionary<string, NamedTensor> Weights) Load(string folder, TrainingSettings settings)
    {
        var network = Network.Open(folder, settings.Task);
        var graph = network.Load();
        return (Applied(folder, network, graph, settings), network.Card, NetworkModels.WeightsOf(graph));
    }

    private static TrainingSettings Applied(string folder, Network network, OnnxModel graph, TrainingSettings settings)
    {
        settings = settings with { BeginWithModel = Of(folder, network) };
        var configuration = graph.Metadata.GetValueOrDefault(NetworkModels.ConfigurationKey)
            ?? throw new TrainerException($"'{network.Path}' does not say what network it is, so it was not exported here. Name its checkpoint.");
        if (settings.Task == TrainingTask.Judge)
        {
            return settings with { Encoder = ConfigurationJson.ReadEncoderUNet(configuration) };
        }

        var card = network.Card;
        if (card.Schedule.Betas is not null || card.ToSettings().NetworkTime(1) != 1)
        {
            throw new TrainerException($"Model '{card.Name}' has betas or timesteps of its own, which are only sampled here, not trained. Name another model.");
        }

        settings = settings with { Schedule = card.Schedule.Name, Timesteps = card.Schedule.Timesteps };
        if (settings.Task == TrainingTask.Classifier)
        {
            return settings with { Encoder = ConfigurationJson.ReadEncoderUNet(configuration) };
        }

        return settings with
        {
            Unet = ConfigurationJson.ReadUNet(configuration),
            LowResolution = card.Enlarges is { } small ? (settings.LowResolution ?? new LowResolutionSettings()) with { Size = small } : null,
            Prediction = card.Prediction,
            Variance = card.Variance,
            Loss = settings.Variance == card.Variance ? settings.Loss : settings.Task.LearnsVariance(card.Variance) ? "rescaledMse" : "mse",
        };
    }

    /// <summary>The network's weights, and what is to be known of them.</summary>
    /// <exception cref="TrainerException">As <see cref="Of(string, TrainingTask)"/>, or the model is another one now.</exception>
    public (ModelCard Card, IReadOnlyDictionary<string, NamedTensor> Weights) Read(TrainingTask task)
    {
        var network = Network.Open(Folder, task);
        return network.Sha256 == Sha256
            ? (network.Card, NetworkModels.WeightsOf(network.Load()))
            : throw new TrainerException($"The model in '{Folder}' is no longer the one that this run was to begin with. Begin a new run.");
    }

    /// <summary>The commands that made the network, as far as its card says them.</summary>
    public IReadOnlyList<string> Commands(TrainingTask task) =>
        ModelCardJson.Read(Folder).Training is { } training && training[Network.NameOf(task)] is JsonObject entry && entry["commands"] is JsonArray commands
            ? [.. commands.OfType<JsonValue>().Where(command => command.GetValueKind() == System.Text.Json.JsonValueKind.String).Select(command => command.GetValue<string>())]
            : [];

    private static ModelStart Of(string folder, Network network) =>
        new() { Folder = folder, Name = network.Card.Name, Version = network.Card.Version, Sha256 = network.Sha256 };

    /// <summary>The network of a model whose files have been checked.</summary>
    private sealed record Network(ModelCard Card, string Path, string Sha256)
    {
        public static string NameOf(TrainingTask task) => task switch
        {
            TrainingTask.Unet => "unet",
            TrainingTask.Classifier => "classifier",
            TrainingTask.Judge => "judge",
            _ => throw new TrainerException("A network of attributes speaks in its own data set's deviations, so that another cannot begin with it. Leave --begin-with out."),
        };

        public static Network Open(string folder, TrainingTask task)
        {
            var name = NameOf(task);
            var model = OpenChecked(folder);
            var (file, path) = task switch
            {
                TrainingTask.Unet => (model.Card.Files.Unet, model.UnetPath),
                TrainingTask.Classifier => (model.Card.Files.Classifier, model.ClassifierPath),
                _ => (model.Card.Files.Judge, model.JudgePath),
            };
            if (file is null || path is null)
            {
                throw new TrainerException($"The model in '{folder}' has no {name}. Name a run, or another model.");
            }

            return model.Card.Precision is null || task == TrainingTask.Judge
                ? new Network(model.Card, path, file.Sha256)
                : throw new TrainerException($"The weights of the {name} in '{folder}' are rounded to {model.Card.Precision}. Name its run, or an export in fp32.");
        }

        /// <exception cref="TrainerException">The file is no graph.</exception>
        public OnnxModel Load()
        {
            try
            {
                return OnnxModel.Load(Path);
            }
            catch (GraphException error)
            {
                throw new TrainerException($"'{Path}' cannot be read: {error.Message}", error);
            }
        }

        private static ModelFolder OpenChecked(string folder)
        {
            try
            {
                return ModelFolder.Open(folder);
            }
            catch (ModelException error)
            {
                throw new TrainerException(error.Message, error);
            }
        }
    }
}
