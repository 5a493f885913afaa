using Diffusion.Graph;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// A tensor that the host writes and the device reads. On the CPU they are the same memory; elsewhere <see cref="Upload"/>
/// copies it, because an input that lies elsewhere than its session wants it is copied when it is bound, and never again.
/// </summary>
internal sealed class InputTensor<T> : IDisposable, IUploadedTensor
    where T : unmanaged
{
    private readonly HostTensor<T> host;
    private readonly DeviceTensor? device;

    public InputTensor(DeviceMemory memory, int rows, params long[] rowShape)
    {
        host = new HostTensor<T>(rows, rowShape);
        device = memory.IsHost ? null : memory.Create<T>(rows, rowShape);
    }

    public BatchTensor Host => host;

    public BatchTensor Device => device ?? (BatchTensor)host;

    public Span<T> Data => host.Data;

    public ElementType Element => DeviceMemory.ElementOf<T>();

    public Span<T> Row(int row) => host.Row(row);

    /// <summary>Gives an image's second row, where it has one, what its first one has.</summary>
    public void CopyToPair(int row, int nullRow)
    {
        if (nullRow != row)
        {
            Row(row).CopyTo(Row(nullRow));
        }
    }

    public OrtValue View(RowSegment rows) => Device.View(rows);

    public void Dispose()
    {
        device?.Dispose();
        host.Dispose();
    }
}
