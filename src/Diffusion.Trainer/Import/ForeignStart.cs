using System.Security.Cryptography;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Import;

/// <summary>Another project's checkpoint that a new run begins with, so that a published model can be tuned further.</summary>
public sealed record ForeignStart
{
    /// <summary>The file: <c>.pt</c> or <c>.safetensors</c>.</summary>
    public string Checkpoint { get; init; } = "";

    /// <summary>Of the file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Name of its <see cref="ImportPreset"/>.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Flags in place of the preset's; null: none.</summary>
    public string? Flags { get; init; }

    /// <summary>Where in the file the state dict lies; null: the file is one, or holds one only.</summary>
    public string? Key { get; init; }

    /// <summary>A checkpoint as it stands now.</summary>
    public static ForeignStart Of(string checkpoint, string preset, string? flags, string? key)
    {
        using var file = File.OpenRead(checkpoint);
        return new ForeignStart { Checkpoint = checkpoint, Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)), Preset = preset, Flags = flags, Key = key };
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="TrainerException">See <see cref="ForeignCheckpoint.Open"/>.</exception>
    public ForeignCheckpoint Open() => ForeignCheckpoint.Open(Checkpoint, Key);

    /// <summary>Settings whose network, noise and prediction are the checkpoint's.</summary>
    /// <param name="settings">Everything else.</param>
    /// <exception cref="TrainerException">It is of another task, or was trained with what this trainer does not have.</exception>
    public TrainingSettings Applied(TrainingSettings settings)
    {
        var preset = settings.Task == TrainingTask.Unet ? ImportPreset.Find(Preset, NetworkKind.Unet, NetworkKind.Upsampler) : ImportPreset.Find(Preset, NetworkKind.Classifier);
        var flags = preset.ModelFlags.With(Flags ?? "");
        settings = settings with { Schedule = flags.Text("noise_schedule"), Timesteps = flags.Int("diffusion_steps"), BeginWithCheckpoint = this };
        if (preset.Kind == NetworkKind.Classifier)
        {
            return settings with { Encoder = ForeignNetworks.Classifier(flags) };
        }

        const int UnscaledTimesteps = 1000;
        if (flags.Bool("rescale_timesteps") && settings.Timesteps != UnscaledTimesteps)
        {
            throw new TrainerException(
                $"The network of '{Checkpoint}' sees its {settings.Timesteps} timesteps rescaled to {UnscaledTimesteps}, which is only sampled here, not trained. Use `import`, or a checkpoint with rescale_timesteps False.");
        }

        var isUpsampler = preset.Kind == NetworkKind.Upsampler;
        return settings with
        {
            Unet = isUpsampler ? ForeignNetworks.Upsampler(flags) : ForeignNetworks.Unet(flags),
            LowResolution = isUpsampler ? new LowResolutionSettings { Size = flags.Int("small_size") } : null,
            Prediction = flags.Prediction,
            Variance = flags.Variance,
            Loss = flags.LearnsVariance ? "rescaledMse" : "mse",
            MinSnrGamma = null,
        };
    }
}
