using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A tensor [rows, …] of the device batch, of which any neighbouring rows can be bound.</summary>
internal abstract class BatchTensor : IDisposable
{
    private readonly List<OrtValue> views = [];

    protected BatchTensor(int rows, long[] rowShape)
    {
        Rows = rows;
        RowShape = rowShape;
        RowLength = checked((int)rowShape.Aggregate(1L, (product, dimension) => product * dimension));
    }

    public int Rows { get; }

    /// <summary>The shape of one row, without the batch dimension.</summary>
    public IReadOnlyList<long> RowShape { get; }

    /// <summary>Elements of one row.</summary>
    public int RowLength { get; }

    /// <summary>The tensor of these rows; it lives as long as the whole.</summary>
    public OrtValue View(RowSegment rows)
    {
        var view = CreateView(rows, [rows.Count, .. RowShape]);
        views.Add(view);
        return view;
    }

    public void Dispose()
    {
        views.ForEach(view => view.Dispose());
        views.Clear();
        Release();
    }

    protected abstract OrtValue CreateView(RowSegment rows, long[] shape);

    protected virtual void Release()
    {
    }
}
