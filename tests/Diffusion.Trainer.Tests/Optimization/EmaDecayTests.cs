using Diffusion.Trainer.Optimization;

namespace Diffusion.Trainer.Tests.Optimization;

public sealed class EmaDecayTests
{
    private static readonly EmaDecay Decay = new(Start: 0.999, End: 0.9995);

    [Fact]
    public void At_FirstStep_ForgetsNearlyAll() => Assert.Equal(0.1, Decay.At(0, 100_000), tolerance: 1e-12);

    [Fact]
    public void At_Warm_RisesFromStartToEnd()
    {
        Assert.Equal(0.99925, Decay.At(50_000, 100_001), tolerance: 1e-9);
        Assert.Equal(0.9995, Decay.At(100_000, 100_001), tolerance: 1e-12);
    }
}
