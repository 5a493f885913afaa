using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Samples;

namespace Diffusion.Trainer.Tests.Samples;

public sealed class SampleSheetFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>At the checkpoint at or after each multiple, and at the end.</summary>
    [Theory]
    [InlineData(null, 900, 1000, false)]
    [InlineData(null, 1000, 1000, true)]
    [InlineData(null, 1100, 1000, true)]
    [InlineData(1100, 1900, 1000, false)]
    [InlineData(1100, 2000, 1000, true)]
    [InlineData(1100, 2500, 1000, true)]
    [InlineData(2500, 2900, 1000, false)]
    [InlineData(2500, 2950, 1000, true)]
    [InlineData(2950, 2950, 1000, false)]
    [InlineData(null, 1000, 0, false)]
    [InlineData(null, 2950, 0, false)]
    public void IsDue_StepAfterTheNewest_IsByMultiples(int? newest, int step, int every, bool due)
    {
        var sheets = new SampleSheetFolder(folder.Path);
        if (newest is { } before)
        {
            sheets.Save(before, new Picture(1, 1));
        }

        Assert.Equal(due, sheets.IsDue(step, every, last: 2950));
    }

    [Fact]
    public void KeepUntil_Step_DropsLaterSheets()
    {
        var sheets = new SampleSheetFolder(folder.Path);
        foreach (var step in new[] { 5, 100_000_000, 20 })
        {
            sheets.Save(step, new Picture(1, 1));
        }

        Assert.Equal(100_000_000, sheets.Newest?.Step);
        sheets.KeepUntil(20);
        Assert.Equal((20, Path.Combine(folder.Path, "samples", "step-00000020.png")), sheets.Newest);
    }

    public void Dispose() => folder.Dispose();
}
