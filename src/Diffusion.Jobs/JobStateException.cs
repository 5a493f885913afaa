namespace Diffusion.Jobs;

/// <summary>A job's blobs are not as they must be for this step. The message is tried again and, if that does not help, recorded as failed.</summary>
public sealed class JobStateException(string message) : Exception(message);
