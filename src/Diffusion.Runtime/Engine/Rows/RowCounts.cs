namespace Diffusion.Runtime;

/// <summary>Which row counts the networks are called with. They come from the model's card, so that every host uses the same.</summary>
internal sealed class RowCounts
{
    /// <summary>A call may be padded by half of what it holds; beyond that, smaller calls are cheaper.</summary>
    private const double MostPadding = 1.5;

    private readonly RowSegment[][] segments;
    private readonly int[] counts;

    /// <summary>Chooses among a card's counts.</summary>
    /// <param name="card">The card's counts, ascending.</param>
    /// <param name="limit">The most rows to share; one of <paramref name="card"/>.</param>
    /// <param name="widest">Rows of the widest image: 2 where the model has a null class.</param>
    /// <param name="dependence">What bytes depend on; where it is the place, <paramref name="card"/> has the count 1.</param>
    public RowCounts(IReadOnlyList<int> card, int limit, int widest, RowDependence dependence)
    {
        Limit = dependence == RowDependence.Place ? 1 : limit;
        var needed = Math.Max(Limit, widest);
        Largest = card.Where(count => count >= needed).DefaultIfEmpty(card[^1]).First();
        Dependence = dependence;
        counts = dependence == RowDependence.Count ? [Largest] : [.. card.Where(count => count <= Largest)];
        segments = [.. Enumerable.Range(0, Largest + 1).Select(Split)];
    }

    /// <summary>Rows that images share at most.</summary>
    public int Limit { get; }

    /// <summary>Rows of the device batch's memory.</summary>
    public int Largest { get; }

    public RowDependence Dependence { get; }

    /// <summary>The count that every call has, 1 where every image is made alone; null where bytes depend on neither.</summary>
    public int? Fixed => Dependence switch
    {
        RowDependence.Count => Largest,
        RowDependence.Place => 1,
        _ => null,
    };

    /// <summary>The counts in use, ascending.</summary>
    public IReadOnlyList<int> Counts => counts;

    /// <summary>Every segment that some number of occupied rows needs.</summary>
    public IEnumerable<RowSegment> AllSegments => segments.SelectMany(list => list).Distinct();

    /// <summary>The calls that cover so many occupied rows.</summary>
    public RowSegment[] Segments(int occupied) => segments[occupied];

    /// <summary>The index in <see cref="Counts"/> of the smallest count that holds so many rows.</summary>
    public int IndexOfSmallest(int occupied)
    {
        var index = 0;
        while (counts[index] < occupied)
        {
            index++;
        }

        return index;
    }

    /// <summary>Covers so many rows with the fewest calls that are not padded by much; with one padded call where that fails.</summary>
    private RowSegment[] Split(int occupied)
    {
        var list = new List<RowSegment>();
        for (var start = 0; start < occupied; start += list[^1].Count)
        {
            var remaining = occupied - start;
            var holding = counts.Where(count => count >= remaining && start + count <= Largest).DefaultIfEmpty(0).First();
            var below = counts.Where(count => count <= remaining).DefaultIfEmpty(0).Last();
            if (holding == 0 && below == 0)
            {
                return [new RowSegment(0, counts[IndexOfSmallest(occupied)])];
            }

            var isHoldingCheap = holding > 0 && holding <= MostPadding * remaining;
            list.Add(new RowSegment(start, below == 0 || isHoldingCheap ? holding : below));
        }

        return [.. list];
    }
}

/// <summary>Rows [Start, Start + Count) of the device batch: what one call of a network works on.</summary>
internal readonly record struct RowSegment(int Start, int Count);
