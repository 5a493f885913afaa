using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A tensor in pinned managed memory, which is written and read in place.</summary>
internal sealed class HostTensor<T>(int rows, params long[] rowShape) : BatchTensor(rows, rowShape)
    where T : unmanaged
{
    private readonly T[] data = GC.AllocateArray<T>(checked(rows * (int)rowShape.Aggregate(1L, (product, dimension) => product * dimension)), pinned: true);

    public Span<T> Data => data;

    public Span<T> Row(int row) => data.AsSpan(row * RowLength, RowLength);

    protected override OrtValue CreateView(RowSegment rows, long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, data.AsMemory(rows.Start * RowLength, rows.Count * RowLength), shape);
}
