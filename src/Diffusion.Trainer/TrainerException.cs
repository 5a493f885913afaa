namespace Diffusion.Trainer;

/// <summary>A wrong option, folder or file; the message says value, limit and what to do.</summary>
public sealed class TrainerException(string message, Exception? cause = null) : Exception(message, cause);
