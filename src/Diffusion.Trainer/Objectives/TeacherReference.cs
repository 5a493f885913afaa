using System.Text.Json.Serialization;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Objectives;

/// <summary>The UNet that a run learns from.</summary>
public sealed record TeacherReference
{
    /// <summary>The folder of its run, or of the model that it was exported to. Checkpoints call it run, which it always was before.</summary>
    [JsonPropertyName("run")]
    public string Folder { get; init; } = "";

    /// <summary>SHA-256 of the run's tensors or of the model's file, so that a resume goes by the same network.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>A UNet as it stands now.</summary>
    /// <exception cref="TrainerException">The folder has no checkpoint and no model with a UNet that can be trained on.</exception>
    public static TeacherReference Of(string folder) => new()
    {
        Folder = folder,
        Sha256 = ModelStart.IsModel(folder) ? ModelStart.Of(folder, TrainingTask.Unet).Sha256 : RunReference.Of(folder).Sha256,
    };
}
