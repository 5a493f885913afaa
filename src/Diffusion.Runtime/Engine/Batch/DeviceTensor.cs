using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Diffusion.Runtime;

/// <summary>A float tensor in the device's memory, which never leaves it.</summary>
internal sealed class DeviceTensor : BatchTensor
{
    private readonly OrtMemoryInfo info;
    private readonly OrtMemoryAllocation memory;
    private readonly TensorElementType element;
    private readonly int elementBytes;

    public DeviceTensor(OrtAllocator allocator, OrtMemoryInfo info, TensorElementType element, int elementBytes, int rows, params long[] rowShape)
        : base(rows, rowShape)
    {
        this.info = info;
        this.element = element;
        this.elementBytes = elementBytes;
        memory = allocator.Allocate(checked((uint)(rows * RowLength * elementBytes)));
    }

    protected override OrtValue CreateView(RowSegment rows, long[] shape) =>
        OrtValue.CreateTensorValueWithData(
            info,
            element,
            shape,
            memory.DangerousGetHandle() + ((nint)rows.Start * RowLength * elementBytes),
            (long)rows.Count * RowLength * elementBytes);

    protected override void Release() => memory.Dispose();
}
