using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Timesteps;

public sealed class SecondMomentTimestepsTests
{
    [Fact]
    public void Draw_EvenUnits_HasTheShareOfItsWeight()
    {
        var sampler = Sampler([1, 2, 5]);
        var drawn = Enumerable.Range(0, 8000).CountBy(i => sampler.Draw(i / 8000.0)).ToDictionary();
        Assert.Equal(1000, drawn[0], tolerance: 1.0);
        Assert.Equal(2000, drawn[1], tolerance: 1.0);
        Assert.Equal(5000, drawn[2], tolerance: 1.0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.124, 0)]
    [InlineData(0.125, 1)]
    [InlineData(0.375, 2)]
    [InlineData(0.9999999999999999, 2)]
    public void Draw_EndsOfIntervals_BelongToTheNext(double unit, int timestep) => Assert.Equal(timestep, Sampler([1, 2, 5]).Draw(unit));

    [Fact]
    public void Weight_MeanOverDraws_IsOne()
    {
        // E_p[1/(T·p)] = 1: weighted means are those over uniform timesteps.
        var sampler = Sampler([1, 2, 5]);
        Assert.Equal(1, Enumerable.Range(0, 8000).Average(i => sampler.Weight(sampler.Draw(i / 8000.0))), tolerance: 1e-3);
    }

    [Fact]
    public void Draw_BeforeEveryTimestepWasSeen_IsUniform()
    {
        var sampler = new SecondMomentTimesteps(4, history: 2);
        sampler.Update([0, 0, 1, 1, 2, 2, 3], [9, 9, 1, 1, 1, 1, 1]);
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(i => sampler.Draw((i / 4.0) + 0.1)));
        Assert.Equal(1, sampler.Weight(0));
    }

    [Fact]
    public void Restore_AnotherNumberOfTimesteps_SaysSo()
    {
        var error = Assert.Throws<TrainerException>(() => Sampler([1, 2, 5]).Restore(new float[4], new long[4]));
        Assert.Contains("4 losses of 4 timesteps", error.Message);
    }

    private static SecondMomentTimesteps Sampler(float[] losses)
    {
        var sampler = new SecondMomentTimesteps(losses.Length, history: 1, uniformShare: 0);
        sampler.Update([.. Enumerable.Range(0, losses.Length)], losses);
        return sampler;
    }
}
