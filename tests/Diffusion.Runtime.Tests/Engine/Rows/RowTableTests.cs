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
        Assert.Equal([1, 2], source[..2]);
        Assert.Equal([false, false, true, false], fresh);
    }

    [Fact]
    public void HasRoomFor_Pair_NeedsTwoRowsUnlessAlone()
    {
        var table = new RowTable(1);
        Assert.True(table.HasRoomFor(Image(width: 2)));

        table.Admit(Image(width: 1));
        Assert.False(table.HasRoomFor(Image(width: 1)));
    }

    private static Sample Image(int width)
    {
        var guidance = new GuidanceOptions { Kind = width == 2 ? GuidanceKind.ClassifierFree : GuidanceKind.None, Scale = 2 };
        var plan = SamplingPlan.Create(Settings, new SamplingOptions { Steps = "5", Guidance = guidance });
        return new Sample(new ImageRequest(plan, 0, null, 1, 0), 0, 2, null, () => { }, default);
    }
}
