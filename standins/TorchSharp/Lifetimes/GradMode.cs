using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Sets this thread's grad mode until disposed.</summary>
internal sealed class GradMode : IDisposable
{
    private readonly int before;

    internal GradMode(bool enabled) => before = NativeMethods.diffusion_torch_grad_enabled(enabled ? 1 : 0);

    public void Dispose() => _ = NativeMethods.diffusion_torch_grad_enabled(before);
}
