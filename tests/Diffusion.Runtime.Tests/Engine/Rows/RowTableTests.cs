using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Engine.Rows;

public sealed class RowTableTests
{
    private static readonly DiffusionModelSettings Settings =
        new(NoiseSchedule.Create("cosine", 100), PredictionKind.V, VarianceKind.FixedSmall);

    private readonly long[] source = new long[4];
    private readonly bool[] fresh = new bool[4];

    [Fact]
    public void Place_NewImages_StartInTheOrderOfAdmission()
    {
        var table = new RowTable(4);
        var (one, pair) = (Image(width: 1), Image(width: 2));
        table.Admit(one);
        table.Admit(pair);

        table.Place(source, fresh);

        Assert.Equal((0, 0), (one.Row, one.NullRow));
        Assert.Equal((1, 2), (pair.Row, pair.NullRow));
        Assert.Equal([true, true, true, false], fresh);
        Assert.Equal(3, table.Occupied);
        Assert.False(table.HasChanged);
    }

    [Fact]
    public void Place_AfterOneEnded_MovesTheOthersTogether()
    {
        var table = new RowTable(4);
        var (one, pair, late) = (Image(width: 1), Image(width: 2), Image(width: 1));
        table.Admit(one);
        table.Admit(pair);
        table.Place(source, fresh);
        one.Fail(new ImageException("ended"));

        table.RemoveEnded();
        table.Admit(late);
        Assert.True(table.HasChanged);
        table.Place(source, fresh);

        Assert.Equal((0, 1), (pair.Row, pair.NullRow));
        Assert.Equal(2, late.Row);
        Assert.Equal([1, 1], source[..2]);
        Assert.Equal([false, false, true, false], fresh);
    }

    /// <summary>Outside its guidance interval a pair is one row; its second row begins as a copy of the first.</summary>
    [Fact]
    public void Place_GuidanceInterval_TakesTheSecondRowOnlyInside()
    {
        var table = new RowTable(4);
        var (pair, one) = (Image(width: 2, new GuidanceInterval(20, 60)), Image(width: 1));
        table.Admit(pair);
        table.Admit(one);
        var widths = new List<int>();
        while (pair.StepsDone < 5)
        {
            Assert.Equal(widths.Count == 0 || pair.WidthNow != widths[^1], table.HasChanged);
            table.Place(source, fresh);
            if (widths is [.., 1] && pair.WidthNow == 2)
            {
                Assert.Equal([0, 0, 1], source[..3]);
                Assert.Equal([false, false, false], fresh[..3]);
            }

            widths.Add(pair.NullRow - pair.Row + 1);
            Assert.Equal(widths[^1] + 1, table.Occupied);
            Assert.Equal(widths[^1], one.Row);
            Assert.False(table.HasRoomFor(Image(width: 2)));
            pair.Advance();
        }

        Assert.Equal([1, 1, 2, 2, 1], widths);
    }

    [Fact]
    public void HasRoomFor_Pair_NeedsTwoRowsUnlessAlone()
    {
        var table = new RowTable(1);
        Assert.True(table.HasRoomFor(Image(width: 2)));

        table.Admit(Image(width: 1));
        Assert.False(table.HasRoomFor(Image(width: 1)));
    }

    private static Sample Image(int width, GuidanceInterval? interval = null)
    {
        var guidance = new GuidanceOptions { Kind = width == 2 ? GuidanceKind.ClassifierFree : GuidanceKind.None, Scale = 2, Interval = interval };
        var plan = SamplingPlan.Create(Settings, new SamplingOptions { Steps = "5", Guidance = guidance });
        return new Sample(new ImageRequest(plan, 0, null, 1, 0), 0, 2, null, () => { }, default);
    }
}
