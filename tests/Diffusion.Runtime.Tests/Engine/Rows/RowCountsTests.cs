namespace Diffusion.Runtime.Tests.Engine.Rows;

public sealed class RowCountsTests
{
    [Theory]
    [InlineData(1, "0+1")]
    [InlineData(2, "0+1 1+1")]
    [InlineData(3, "0+4")]
    [InlineData(4, "0+4")]
    [InlineData(5, "0+4 4+1")]
    [InlineData(10, "0+4 4+4 8+1 9+1")]
    [InlineData(11, "0+16")]
    [InlineData(16, "0+16")]
    public void Segments_Occupied_CoversThemWithLittlePadding(int occupied, string expected) =>
        Assert.Equal(expected, Text(new RowCounts([1, 4, 16], limit: 16, widest: 2, RowDependence.None), occupied));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    public void Segments_Fixed_IsOneOfTheLargest(int occupied) =>
        Assert.Equal("0+16", Text(new RowCounts([1, 4, 16], limit: 16, widest: 2, RowDependence.Count), occupied));

    /// <summary>An image alone: a row a call, also where it has two.</summary>
    [Theory]
    [InlineData(1, "0+1")]
    [InlineData(2, "0+1 1+1")]
    public void Segments_PlaceMatters_IsOneRowACall(int occupied, string expected)
    {
        var counts = new RowCounts([1, 4, 16], limit: 16, widest: 2, RowDependence.Place);

        Assert.Equal((1, 1), (counts.Limit, counts.Fixed));
        Assert.Equal(expected, Text(counts, occupied));
    }

    [Fact]
    public void Largest_LimitOfOneAndPairs_HoldsAPair()
    {
        var counts = new RowCounts([1, 4, 16], limit: 1, widest: 2, RowDependence.None);

        Assert.Equal(1, counts.Limit);
        Assert.Equal(4, counts.Largest);
        Assert.Equal([1, 4], counts.Counts);
    }

    [Fact]
    public void Segments_AnyCardAndNumber_CoverEveryRowOnceInsideTheBatch()
    {
        int[][] cards = [[1], [1, 4, 16], [4, 16], [3, 7], [10, 16], [16], [2, 3, 5, 8]];
        foreach (var card in cards)
        {
            var counts = new RowCounts(card, limit: card[^1], widest: 1, RowDependence.None);
            for (var occupied = 1; occupied <= card[^1]; occupied++)
            {
                var next = 0;
                foreach (var segment in counts.Segments(occupied))
                {
                    Assert.Equal(next, segment.Start);
                    Assert.Contains(segment.Count, card);
                    next += segment.Count;
                }

                Assert.InRange(next, occupied, counts.Largest);
            }
        }
    }

    private static string Text(RowCounts counts, int occupied) =>
        string.Join(' ', counts.Segments(occupied).Select(segment => $"{segment.Start}+{segment.Count}"));
}
