using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The functions of native/bridge.cpp.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "diffusion_torch";

    [LibraryImport(Library)]
    internal static partial byte* diffusion_torch_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint diffusion_torch_operator(string name, string overload);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_run(nint op, Argument* arguments, int count, Argument** results, int* produced);

    [LibraryImport(Library)]
    internal static partial void diffusion_torch_release(nint tensor);

    [LibraryImport(Library)]
    internal static partial void diffusion_torch_retain(nint tensor);

    [LibraryImport(Library)]
    internal static partial long diffusion_torch_stride(nint tensor, int axis);

    [LibraryImport(Library)]
    internal static partial ulong diffusion_torch_current_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial nint diffusion_torch_generator_state(nint generator);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_set_generator_state(nint generator, nint state);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_dimensions(nint tensor);

    [LibraryImport(Library)]
    internal static partial long diffusion_torch_size(nint tensor, int axis);

    [LibraryImport(Library)]
    internal static partial long diffusion_torch_elements(nint tensor);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_dtype(nint tensor);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint diffusion_torch_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_requires_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_set_requires_grad(nint tensor, int value);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_is_leaf(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint diffusion_torch_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_grad_enabled(int set);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_run_backward(nint* tensors, int count, nint* gradients, nint* inputs, int input_count, int keepGraph, int createGraph);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_autograd(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int keepGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial nint diffusion_torch_generator(ulong seed);

    [LibraryImport(Library)]
    internal static partial nint diffusion_torch_default_generator();

    [LibraryImport(Library)]
    internal static partial void diffusion_torch_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial void diffusion_torch_release_generator(nint generator);

    [LibraryImport(Library)]
    internal static partial void diffusion_torch_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int diffusion_torch_threads();

    /// <summary>Throws as the official package does where libtorch reports an error.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8((nint)diffusion_torch_error()));
        }
    }
}
