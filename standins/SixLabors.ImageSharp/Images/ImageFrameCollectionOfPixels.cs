using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>The pictures of an image, all of its size.</summary>
public sealed class ImageFrameCollection<TPixel> : ImageFrameCollection, IEnumerable<ImageFrame<TPixel>>
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly Image<TPixel> parent;
    private readonly List<ImageFrame<TPixel>> frames;

    internal ImageFrameCollection(Image<TPixel> parent, IEnumerable<ImageFrame<TPixel>> frames)
    {
        this.parent = parent;
        this.frames = [.. frames];
    }

    public override int Count => frames.Count;

    public new ImageFrame<TPixel> RootFrame => frames[0];

    public new ImageFrame<TPixel> this[int index] => frames[index];

    /// <summary>Adds a copy at the end.</summary>
    /// <exception cref="ArgumentException">The frame is not of the image's size.</exception>
    public ImageFrame<TPixel> AddFrame(ImageFrame<TPixel> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Size() != parent.Size)
        {
            throw new ArgumentException("Frame must have the same dimensions as the image.", nameof(source));
        }

        return Add(source.Clone());
    }

    /// <summary>Adds a frame of these pixels at the end, row after row.</summary>
    public ImageFrame<TPixel> AddFrame(ReadOnlySpan<TPixel> source)
    {
        var frame = NewFrame();
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, frame.Pixels.Length, nameof(source));
        source[..frame.Pixels.Length].CopyTo(frame.Pixels);
        return Add(frame);
    }

    /// <summary>Adds a frame of these pixels at the end, row after row.</summary>
    public ImageFrame<TPixel> AddFrame(TPixel[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddFrame(source.AsSpan());
    }

    /// <summary>Adds an empty frame at the end.</summary>
    public ImageFrame<TPixel> CreateFrame() => Add(NewFrame());

    /// <summary>Adds a frame of one colour at the end.</summary>
    public ImageFrame<TPixel> CreateFrame(TPixel backgroundColor)
    {
        var frame = NewFrame();
        frame.Pixels.AsSpan().Fill(backgroundColor);
        return Add(frame);
    }

    /// <summary>An image of a copy of one frame.</summary>
    public Image<TPixel> CloneFrame(int index) => new(parent.Metadata.DeepClone(), [frames[index].Clone()]);

    public IEnumerator<ImageFrame<TPixel>> GetEnumerator() => frames.GetEnumerator();

    internal override ImageFrame FrameAt(int index) => frames[index];

    private ImageFrame<TPixel> NewFrame() => new(parent.Width, parent.Height, new ImageFrameMetadata());

    private ImageFrame<TPixel> Add(ImageFrame<TPixel> frame)
    {
        frames.Add(frame);
        return frame;
    }
}
