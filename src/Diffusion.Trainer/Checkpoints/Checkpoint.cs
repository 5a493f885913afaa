using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Checkpoints;

/// <summary>Everything of a training run that is not a tensor: <c>checkpoint.json</c>.</summary>
public sealed record Checkpoint
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public TrainingSettings Settings { get; init; } = new();

    /// <summary>Steps done.</summary>
    public int Step { get; init; }

    /// <summary>Seconds spent in steps.</summary>
    public double Seconds { get; init; }

    /// <summary>The command lines that made this run, in order.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>SHA-256 of the tensors' file beside this one.</summary>
    public string TensorsSha256 { get; init; } = "";
}
