using Diffusion.Graph;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Import;

/// <summary>An exported model that a new run begins with, so that it can be tuned further where its run is gone.</summary>
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
    public static ModelStart Of(string folder, TrainingTask task)
    {
        var (card, file) = Open(folder, task);
        return new ModelStart { Folder = folder, Name = card.Name, Version = card.Version, Sha256 = file.Sha256 };
    }

    /// <summary>Settings whose network, noise and prediction are the model's.</summary>
    /// <param name="settings">Everything else.</param>
    /// <exception cref="TrainerException">As <see cref="Of"/>, or it was trained with what this trainer does not have.</exception>
    public TrainingSettings Applied(TrainingSettings settings)
    {
        var (card, file) = Open(Folder, settings.Task);
        settings = settings with { BeginWithModel = this };
        var configuration = Load(file).Metadata.GetValueOrDefault(NetworkModels.ConfigurationKey)
            ?? throw new TrainerException($"'{file.Path}' in '{Folder}' does not say what network it is, so it was not exported here. Begin with its checkpoint.");
        if (settings.Task == TrainingTask.Judge)
        {
            return settings with { Encoder = ConfigurationJson.ReadEncoderUNet(configuration) };
        }

        if (card.Schedule.Betas is not null || card.ToSettings().NetworkTime(1) != 1)
        {
            throw new TrainerException($"Model '{card.Name}' has betas or timesteps of its own, which are only sampled here, not trained. Begin with another model.");
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
            Loss = settings.Variance == card.Variance ? settings.Loss : SamplingChoices.Variances.Find(card.Variance).IsLearned() ? "rescaledMse" : "mse",
        };
    }

    /// <summary>The network's weights, and what is to be known of them.</summary>
    /// <exception cref="TrainerException">As <see cref="Of"/>, or the model is another one now.</exception>
    internal (ModelCard Card, IReadOnlyDictionary<string, NamedTensor> Weights) Read(TrainingTask task)
    {
        var (card, file) = Open(Folder, task);
        if (file.Sha256 != Sha256)
        {
            throw new TrainerException($"The model in '{Folder}' is no longer the one that this run was to begin with. Begin a new run.");
        }

        return (card, NetworkModels.WeightsOf(Load(file)));
    }

    /// <summary>The commands that its card says made the network.</summary>
    internal IReadOnlyList<string> Commands(TrainingTask task) =>
        Open(Folder, task).Card.Training?[NameOf(task)]?["commands"] is System.Text.Json.Nodes.JsonArray commands ? [.. commands.Select(command => (string)command!)] : [];

    private static string NameOf(TrainingTask task) => task switch
    {
        TrainingTask.Unet => "unet",
        TrainingTask.Classifier => "classifier",
        TrainingTask.Judge => "judge",
        _ => throw new TrainerException("A network of attributes speaks in its own data set's deviations, so that another cannot begin with it. Leave --begin-with out."),
    };

    private static (ModelCard Card, ModelFile File) Open(string folder, TrainingTask task)
    {
        var name = NameOf(task);
        var card = OpenChecked(folder).Card;
        var file = task switch
        {
            TrainingTask.Unet => card.Files.Unet,
            TrainingTask.Classifier => card.Files.Classifier,
            _ => card.Files.Judge,
        };
        if (file is null)
        {
            throw new TrainerException($"The model in '{folder}' has no {name} to begin with. Name a run, or another model.");
        }

        return card.Precision is null || task == TrainingTask.Judge
            ? (card, file)
            : throw new TrainerException($"The weights of the model in '{folder}' are rounded to {card.Precision}. Begin with its run, or with an export in fp32.");
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

    private OnnxModel Load(ModelFile file) => OnnxModel.Load(Path.Combine(Folder, file.Path));
}
