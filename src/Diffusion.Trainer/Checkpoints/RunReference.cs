namespace Diffusion.Trainer.Checkpoints;

/// <summary>Another run that this one begins with.</summary>
public sealed record RunReference
{
    /// <summary>The run's folder.</summary>
    public string Run { get; init; } = "";

    /// <summary>SHA-256 of that run's tensors, so that a resume goes by the same network.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>A run as it stands now.</summary>
    /// <exception cref="TrainerException">The folder has no checkpoint.</exception>
    public static RunReference Of(string run) => new() { Run = run, Sha256 = new CheckpointFolder(run).Newest().Checkpoint.TensorsSha256 };
}
