using Diffusion.Sampling;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Timesteps;

public sealed class LogNormalTimestepsTests
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Create("cosine", 1000);

    [Theory]
    [InlineData(-1.2, 1.2)]
    [InlineData(0.5, 0.4)]
    public void Draw_EvenUnits_HasTheMomentsOfLnSigma(double mean, double deviation)
    {
        var sampler = new LogNormalTimesteps(Schedule, mean, deviation);
        var drawn = Enumerable.Range(0, 100_000).Select(i => LogSigma(sampler.Draw((i + 0.5) / 100_000))).ToList();
        var found = drawn.Average();

        // The schedule's own ends and its steps of about 0.01 in ln σ round a little.
        Assert.Equal(mean, found, tolerance: 0.01);
        Assert.Equal(deviation, Math.Sqrt(drawn.Average(value => (value - found) * (value - found))), tolerance: 0.01);
    }

    [Fact]
    public void Probabilities_InTheMiddle_AreTheDensityTimesTheStep()
    {
        var probabilities = new LogNormalTimesteps(Schedule, -1.2, 1.2).Probabilities;
        Assert.Equal(1, probabilities.Sum(), tolerance: 1e-12);
        for (var t = 100; t < 900; t += 100)
        {
            var z = (LogSigma(t) + 1.2) / 1.2;
            var density = Math.Exp(-z * z / 2) / (1.2 * Math.Sqrt(2 * Math.PI));
            Assert.Equal(1, probabilities[t] / (density * (LogSigma(t + 1) - LogSigma(t - 1)) / 2), tolerance: 1e-3);
        }
    }

    [Fact]
    public void Weight_EveryTimestep_IsOne() => Assert.Equal(1, new LogNormalTimesteps(Schedule, -1.2, 1.2).Weight(7));

    private static double LogSigma(int t) => Math.Log((1 - Schedule.AlphaBar[t]) / Schedule.AlphaBar[t]) / 2;
}
