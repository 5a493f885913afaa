using System.Collections;

namespace SixLabors.ImageSharp;

/// <summary>The pictures of an image, one at least; the first is the root.</summary>
public abstract class ImageFrameCollection : IEnumerable<ImageFrame>
{
    private protected ImageFrameCollection()
    {
    }

    public abstract int Count { get; }

    public ImageFrame RootFrame => FrameAt(0);

    public ImageFrame this[int index] => FrameAt(index);

    IEnumerator<ImageFrame> IEnumerable<ImageFrame>.GetEnumerator() => Frames().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Frames().GetEnumerator();

    internal abstract ImageFrame FrameAt(int index);

    private IEnumerable<ImageFrame> Frames()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return FrameAt(i);
        }
    }
}
