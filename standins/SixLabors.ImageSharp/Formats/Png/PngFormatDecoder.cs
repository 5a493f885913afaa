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
        var header = content.Header;
        var image = new Image<TPixel>(header.Width, header.Height, content.Metadata);
        var rows = Decompress(content);
        var start = 0;
        foreach (var pass in PngPass.Of(header))
        {
            var bytes = header.BytesPerRow(pass.Width(header));
            var above = new byte[bytes];
            for (var y = pass.Row; y < header.Height; y += pass.RowStep)
            {
                var row = rows.AsSpan(start + 1, bytes);
                PngFilter.Undo(rows[start], row, above, header.FilterDistance);
                ReadRow(content, pass, row, image.Pixels.AsSpan(y * header.Width, header.Width));
                row.CopyTo(above);
                start += bytes + 1;
            }
        }

        return image;
    }

    private static void ReadRow<TPixel>(PngContent content, PngPass pass, ReadOnlySpan<byte> row, Span<TPixel> pixels)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var width = pass.Width(content.Header);
        for (var i = 0; i < width; i++)
        {
            pixels[pass.Column + (i * pass.ColumnStep)].FromRgba32(PngSamples.Read(content, row, i));
        }
    }

    private static byte[] Decompress(PngContent content)
    {
        var size = PngPass.Of(content.Header).Sum(pass => (long)pass.Height(content.Header) * (content.Header.BytesPerRow(pass.Width(content.Header)) + 1));
        try
        {
            var rows = new byte[checked((int)size)];
            return Zlib.TryFill(content.Compressed, rows)
                ? rows
                : throw new InvalidImageContentException($"The PNG has fewer than the {size} bytes of pixels that its header calls for.");
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException)
        {
            throw new InvalidImageContentException("The PNG's pixels cannot be decompressed.", error);
        }
    }
}
