namespace TorchSharp.Native;

/// <summary>An ATen operator by its schema name and overload, looked up at the first call.</summary>
internal sealed class Operator(string name, string overload = "")
{
    private nint handle;

    public nint Handle => handle != 0 ? handle : Find();

    private nint Find()
    {
        var found = NativeMethods.diffusion_torch_operator("aten::" + name, overload);
        if (found == 0)
        {
            throw new NotSupportedException($"libtorch has no operator aten::{name}.{overload}. The official TorchSharp package may have it.");
        }

        return handle = found;
    }
}
