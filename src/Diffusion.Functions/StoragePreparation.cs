using Diffusion.Jobs;
using Microsoft.Extensions.Hosting;

namespace Diffusion.Functions;

/// <summary>Makes the queues and the container where they are missing. Loads no model: the host allows a minute for starting.</summary>
public sealed class StoragePreparation(JobContainer container, JobQueues queues) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(container.EnsureAsync(cancellationToken), queues.EnsureAsync(cancellationToken));

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
