using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>Says which of a collection's two kinds of frames is meant: those that know their pixel format.</summary>
public static class ImageFrameCollectionExtensions
{
    public static IEnumerable<ImageFrame<TPixel>> AsEnumerable<TPixel>(this ImageFrameCollection<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel> =>
        source;

    public static IEnumerable<TResult> Select<TPixel, TResult>(this ImageFrameCollection<TPixel> source, Func<ImageFrame<TPixel>, TResult> selector)
        where TPixel : unmanaged, IPixel<TPixel> =>
        source.AsEnumerable().Select(selector);
}
