namespace Diffusion.Jobs;

/// <summary>Looks after a live job, in case whoever planned or finished it has died.</summary>
public sealed class JobSweep(JobContainer container)
{
    /// <summary>Handles a message of the sweep's queue, or of its poison queue: a reminder is never lost while its job lives.</summary>
    public async Task HandleAsync(string message, string messageId, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        throw new NotImplementedException($"{container}{message}{messageId}{cancellation}");
    }
}
