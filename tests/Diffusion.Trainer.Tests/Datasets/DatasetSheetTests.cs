using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class DatasetSheetTests
{
    [Fact]
    public void Draw_MoreThanAsked_ShowsASpreadOfEachClass()
    {
        // Classes 0 and 1 of four pictures of one level each: 10, 11, 12, 13 and 20, 21, 22, 23.
        var images = new ImageSet(
            ["one", "other"], 8, 3, [.. Enumerable.Range(0, 8).SelectMany(index => Enumerable.Repeat((byte)(((index / 4) + 1) * 10 + (index % 4)), 192))], [0, 0, 0, 0, 1, 1, 1, 1]);
        var sheet = DatasetSheet.Draw(images, columns: 2, rows: 5);
        var levels = Enumerable.Range(0, sheet.Width * sheet.Height)
            .Select(i => sheet.At(i % sheet.Width, i / sheet.Width))
            .Where(colour => colour.Red < 30 && colour.Red == colour.Blue)
            .CountBy(colour => (int)colour.Red)
            .ToDictionary();
        Assert.Equal([10, 12, 20, 22], levels.Keys.Order());
        Assert.All(levels.Values, count => Assert.Equal(16 * 16, count));
    }
}
