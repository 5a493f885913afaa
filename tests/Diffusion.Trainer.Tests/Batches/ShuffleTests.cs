using Diffusion.Trainer.Batches;

namespace Diffusion.Trainer.Tests.Batches;

public sealed class ShuffleTests
{
    [Fact]
    public void Item_EachEpoch_IsAPermutationOfItsOwn()
    {
        var shuffle = new Shuffle(seed: 1, count: 50);
        var epochs = Enumerable.Range(0, 3).Select(epoch => Enumerable.Range(0, 50).Select(i => shuffle[(50 * epoch) + i]).ToArray()).ToList();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 50), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
    }

    [Fact]
    public void Item_InAnyOrder_IsTheSame()
    {
        var forward = new Shuffle(seed: 1, count: 7);
        var expected = Enumerable.Range(0, 40).Select(position => forward[position]).ToArray();
        var backward = new Shuffle(seed: 1, count: 7);
        Assert.Equal(expected.Reverse(), Enumerable.Range(0, 40).Reverse().Select(position => backward[position]));
    }

    [Fact]
    public void Item_OtherSeed_IsAnotherOrder()
    {
        var (one, other) = (new Shuffle(1, 100), new Shuffle(2, 100));
        Assert.NotEqual(Enumerable.Range(0, 100).Select(i => one[i]), Enumerable.Range(0, 100).Select(i => other[i]));
    }
}
