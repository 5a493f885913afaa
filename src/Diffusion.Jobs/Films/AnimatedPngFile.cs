using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.Jobs;

/// <summary>Films as animated PNG, shown for ever, with provenance like any image.</summary>
public static class AnimatedPngFile
{
    // In seconds: all frames but the last, and the last, so that one sees the finished image.
    private static readonly Rational FrameDelay = new(1, 8);
    private static readonly Rational LastFrameDelay = new(2, 1);

    /// <summary>The file's bytes. The same frames and provenance always give the same bytes.</summary>
    /// <param name="frames">One at least, all of one size.</param>
    /// <param name="provenance">What the film came from.</param>
    public static byte[] Encode(IReadOnlyList<Pixels> frames, ImageProvenance provenance)
    {
        using Image image = frames[0].Channels == 1 ? Animate<L8>(frames) : Animate<Rgb24>(frames);
        return PngFile.Encode(image, frames[0].Channels, provenance);
    }

    private static Image<TPixel> Animate<TPixel>(IReadOnlyList<Pixels> frames)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var image = Load<TPixel>(frames[0]);
        foreach (var pixels in frames.Skip(1))
        {
            using var next = Load<TPixel>(pixels);
            image.Frames.AddFrame(next.Frames.RootFrame);
        }

        var animation = image.Metadata.GetPngMetadata();
        animation.RepeatCount = 0;
        animation.AnimateRootFrame = true;
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = image.Frames[i].Metadata.GetPngMetadata();
            frame.FrameDelay = i < frames.Count - 1 ? FrameDelay : LastFrameDelay;
            frame.BlendMethod = PngBlendMethod.Source;
            frame.DisposalMethod = PngDisposalMethod.DoNotDispose;
        }

        return image;
    }

    private static Image<TPixel> Load<TPixel>(Pixels pixels)
        where TPixel : unmanaged, IPixel<TPixel> =>
        Image.LoadPixelData<TPixel>(pixels.Bytes, pixels.Width, pixels.Height);
}
