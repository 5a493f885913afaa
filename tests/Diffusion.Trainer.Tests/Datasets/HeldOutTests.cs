using Diffusion.Trainer.Datasets;

namespace Diffusion.Trainer.Tests.Datasets;

public sealed class HeldOutTests
{
    [Fact]
    public void Split_EveryFifth_PartsAreDisjointAndComplete()
    {
        var parts = HeldOut.Split(23, 5);
        Assert.Equal([4, 9, 14, 19], parts.Test);
        Assert.Equal(Enumerable.Range(0, 23), parts.Training.Concat(parts.Test).Order());
    }

    [Fact]
    public void Split_Zero_KeepsNoneAway() => Assert.Empty(HeldOut.Split(10, 0).Test);
}
