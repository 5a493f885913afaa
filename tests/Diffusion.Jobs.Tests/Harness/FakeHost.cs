using Microsoft.Extensions.Hosting;

namespace Diffusion.Jobs.Tests.Harness;

/// <summary>A host's life: asked to stop, it cancels what runs before the call returns, as the local host does.</summary>
internal sealed class FakeHost : IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}
