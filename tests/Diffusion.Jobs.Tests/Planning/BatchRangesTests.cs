using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Jobs.Tests.Planning;

public sealed class BatchRangesTests
{
    private static readonly Arbitrary<BatchRanges> Ranges = (
        from images in Gen.Choose(1, 300)
        from size in Gen.Choose(1, 40)
        from window in Gen.Choose(1, 12)
        select new BatchRanges(images, size, window)).ToArbitrary();

    [Fact]
    public void Range_AllBatches_AreEveryImageOnce() => Prop.ForAll(Ranges, ranges =>
        Enumerable.Range(0, ranges.Count)
            .SelectMany(batch => Enumerable.Range(ranges.Range(batch).First, ranges.Range(batch).Count))
            .SequenceEqual(Enumerable.Range(0, ranges.Images))).QuickCheckThrowOnFailure();

    [Fact]
    public void Heads_FollowedToTheEnd_AreEveryBatchOnceAndNeverMoreThanTheWindow() => Prop.ForAll(Ranges, ranges =>
    {
        var queued = new Queue<int>(ranges.Heads(new HashSet<int>()));
        var run = new List<int>();
        while (queued.Count > 0)
        {
            if (queued.Count > ranges.Window)
            {
                return false;
            }

            run.Add(queued.Dequeue());
            if (ranges.NextInLane(run[^1]) is { } next)
            {
                queued.Enqueue(next);
            }
        }

        return run.Order().SequenceEqual(Enumerable.Range(0, ranges.Count));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Heads_SomeDone_AreTheFirstOfEachLaneThatIsNot()
    {
        var ranges = new BatchRanges(Images: 100, Size: 10, Window: 3);

        Assert.Equal([3, 7, 2], ranges.Heads(new HashSet<int> { 0, 1, 4 }));
        Assert.Empty(ranges.Heads(Enumerable.Range(0, 10).ToHashSet()));
    }

    [Fact]
    public void Count_LargestJob_DoesNotOverflow() => Assert.Equal(int.MaxValue, new BatchRanges(int.MaxValue, 1, 1).Count);
}
