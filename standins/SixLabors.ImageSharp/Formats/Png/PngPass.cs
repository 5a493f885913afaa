namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The pixels of one pass over the image: every ColumnStep-th from Column in every RowStep-th row from Row.</summary>
internal readonly record struct PngPass(int Column, int Row, int ColumnStep, int RowStep)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    // PNG specification, 8.2.
    private static readonly PngPass[] Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    public static IEnumerable<PngPass> Of(PngHeader header) =>
        (header.Interlace == PngInterlaceMode.Adam7 ? Adam7 : Whole).Where(pass => pass.Width(header) > 0 && pass.Height(header) > 0);

    public int Width(PngHeader header) => (header.Width - Column + ColumnStep - 1) / ColumnStep;

    public int Height(PngHeader header) => (header.Height - Row + RowStep - 1) / RowStep;
}
