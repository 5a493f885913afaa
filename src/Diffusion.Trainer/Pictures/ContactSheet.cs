namespace Diffusion.Trainer.Pictures;

/// <summary>Pictures of one label.</summary>
public sealed record ContactSheetRow(string Label, IReadOnlyList<Picture> Pictures);

/// <summary>Many small pictures on one, a row per label with its name in front.</summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const int LeastLabelWidth = 96;
    private static readonly Rgb Paper = new(255, 255, 255);
    private static readonly Rgb Ink = new(40, 40, 40);

    /// <param name="rows">All pictures of one size.</param>
    /// <param name="scale">How large a pixel becomes.</param>
    public static Picture Draw(IReadOnlyList<ContactSheetRow> rows, int scale = 2)
    {
        var first = rows.SelectMany(row => row.Pictures).First();
        var (cellWidth, cellHeight) = ((first.Width * scale) + Gap, (first.Height * scale) + Gap);
        var labelWidth = Math.Max(LeastLabelWidth, rows.Max(row => Picture.WidthOf(row.Label)) + (2 * Gap));
        var sheet = new Picture(
            labelWidth + (cellWidth * rows.Max(row => row.Pictures.Count)) + Gap,
            Gap + (cellHeight * rows.Count));
        sheet.Fill(0, 0, sheet.Width, sheet.Height, Paper);

        for (var row = 0; row < rows.Count; row++)
        {
            var top = Gap + (row * cellHeight);
            sheet.Text(rows[row].Label, Gap, top + ((cellHeight - Gap - (Picture.TextScale * BitmapFont.Height)) / 2), Ink);
            for (var column = 0; column < rows[row].Pictures.Count; column++)
            {
                sheet.Paste(rows[row].Pictures[column], labelWidth + (column * cellWidth), top, scale);
            }
        }

        return sheet;
    }
}
