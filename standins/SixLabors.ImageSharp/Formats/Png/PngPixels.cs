using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The compressed rows of an image or of an animation's frame.</summary>
internal static class PngPixels
{
    /// <summary>The pixels, row after row.</summary>
    /// <param name="content">The file, for its palette and transparency.</param>
    /// <param name="header">The file's header, with the size of the frame.</param>
    /// <param name="compressed">The zlib stream.</param>
    public static Rgba32[] Decode(PngContent content, PngHeader header, byte[] compressed)
    {
        var pixels = new Rgba32[header.Width * header.Height];
        var rows = Decompress(header, compressed);
        var start = 0;
        foreach (var pass in PngPass.Of(header))
        {
            var bytes = header.BytesPerRow(pass.Width(header));
            var above = new byte[bytes];
            for (var y = pass.Row; y < header.Height; y += pass.RowStep)
            {
                var row = rows.AsSpan(start + 1, bytes);
                PngFilter.Undo(rows[start], row, above, header.FilterDistance);
                for (var i = 0; i < pass.Width(header); i++)
                {
                    pixels[(y * header.Width) + pass.Column + (i * pass.ColumnStep)] = PngSamples.Read(content, row, i);
                }

                row.CopyTo(above);
                start += bytes + 1;
            }
        }

        return pixels;
    }

    /// <summary>The filtered rows.</summary>
    public static byte[] Encode<TPixel>(ImageFrame<TPixel> frame, PngHeader header, PngFilterMethod filter)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var rows = new MemoryStream();
        foreach (var pass in PngPass.Of(header))
        {
            var width = pass.Width(header);
            var row = new byte[header.BytesPerRow(width)];
            var above = new byte[row.Length];
            var filtered = new byte[row.Length + 1];
            for (var y = pass.Row; y < header.Height; y += pass.RowStep)
            {
                for (var i = 0; i < width; i++)
                {
                    PngSamples.Write(frame.Pixels[(y * header.Width) + pass.Column + (i * pass.ColumnStep)], header, row, i);
                }

                PngFilter.Apply(filter, row, above, header.FilterDistance, filtered);
                rows.Write(filtered);
                (row, above) = (above, row);
            }
        }

        return rows.ToArray();
    }

    private static byte[] Decompress(PngHeader header, byte[] compressed)
    {
        var size = PngPass.Of(header).Sum(pass => (long)pass.Height(header) * (header.BytesPerRow(pass.Width(header)) + 1));
        try
        {
            var rows = new byte[checked((int)size)];
            return Zlib.TryFill(compressed, rows)
                ? rows
                : throw new InvalidImageContentException($"The PNG has fewer than the {size} bytes of pixels that its header calls for.");
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException)
        {
            throw new InvalidImageContentException("The PNG's pixels cannot be decompressed.", error);
        }
    }
}
