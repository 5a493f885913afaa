using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that training changes. Takes over the tensor that it is made from.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Detached(data))
    {
        DetachFromDisposeScope();
        this.requires_grad = requires_grad;
    }

    private static nint Detached(Tensor data)
    {
        using var detached = data.detach();
        var handle = detached.Release();
        data.Dispose();
        return handle;
    }
}
