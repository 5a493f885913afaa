using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Reads PNG.</summary>
internal sealed class PngFormatDecoder : FormatDecoder
{
    public override IImageFormat Format => PngFormat.Instance;

    public override bool Recognizes(ReadOnlySpan<byte> data) => data.StartsWith(PngChunks.Signature);

    public override ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        var content = new PngContent(data);
        return new ImageInfo(new PixelTypeInfo(content.Header.BitsPerPixel), new Size(content.Header.Width, content.Header.Height), content.Metadata);
    }

    public override Image<TPixel> Decode<TPixel>(ReadOnlySpan<byte> data)
    {
        var content = new PngContent(data);
        var (header, animation) = (content.Header, content.Animation);
        var root = PngPixels.Decode(content, header, content.Compressed);
        var frames = new List<ImageFrame<TPixel>> { Frame<TPixel>(header, root, animation.IsDeclared ? animation.Root : null) };
        if (animation.IsDeclared)
        {
            var canvas = new PngCanvas(header.Width, header.Height);
            if (animation.Root is { } first)
            {
                canvas.Draw(first, root);
            }

            foreach (var (control, compressed) in animation.Frames)
            {
                canvas.Draw(control, PngPixels.Decode(content, header with { Width = control.Width, Height = control.Height }, compressed));
                frames.Add(Frame<TPixel>(header, canvas.Pixels, control));
            }
        }

        return new Image<TPixel>(content.Metadata, frames);
    }

    private static ImageFrame<TPixel> Frame<TPixel>(PngHeader header, ReadOnlySpan<Rgba32> pixels, PngFrameControl? control)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var frame = new ImageFrame<TPixel>(header.Width, header.Height, new ImageFrameMetadata());
        for (var i = 0; i < pixels.Length; i++)
        {
            frame.Pixels[i].FromRgba32(pixels[i]);
        }

        control?.CopyTo(frame.Metadata.GetPngMetadata());
        return frame;
    }
}
