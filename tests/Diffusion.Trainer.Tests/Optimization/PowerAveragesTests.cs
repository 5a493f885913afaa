using Diffusion.Trainer.Optimization;

namespace Diffusion.Trainer.Tests.Optimization;

public sealed class PowerAveragesTests
{
    [Theory]
    [InlineData(0.05, 16.97)]
    [InlineData(0.10, 6.94)]
    public void OfLength_KnownLengths_HasThePapersGamma(double length, double gamma) =>
        Assert.Equal(gamma, PowerDecay.OfLength(length).Gamma, tolerance: 0.01);

    [Theory]
    [InlineData(0)]
    [InlineData(2.5)]
    [InlineData(16.97)]
    public void At_ManySteps_HasAProfileThatGrowsAsAPowerOfTime(double gamma)
    {
        // Averages of the steps' own numbers τ and τ²: E[τ] = t·(γ + 1)/(γ + 2), and the relative length from both.
        var decay = new PowerDecay(gamma);
        var (first, second) = (0.0, 0.0);
        const int Steps = 20_000;
        for (var step = 0; step < Steps; step++)
        {
            var (beta, t) = (decay.At(step, Steps), (step + 0.5) / Steps);
            (first, second) = ((beta * first) + ((1 - beta) * t), (beta * second) + ((1 - beta) * t * t));
        }

        Assert.Equal((gamma + 1) / (gamma + 2), first, tolerance: 2e-4);
        Assert.Equal(PowerDecay.LengthOf(gamma), Math.Sqrt(second - (first * first)), tolerance: 2e-4);
    }

    [Fact]
    public void Dot_TwoProfiles_IsTheIntegralOfTheirProduct()
    {
        var (one, other) = (new PowerProfile(700, 3.5), new PowerProfile(1000, 1.5));
        var sum = Enumerable.Range(0, 70_000).Sum(i =>
        {
            var tau = (i + 0.5) / 100;
            return Density(one, tau) * Density(other, tau) / 100;
        });
        Assert.Equal(1, one.Dot(other) / sum, tolerance: 1e-6);
        Assert.Equal(one.Dot(other), other.Dot(one), tolerance: 1e-15);
    }

    [Theory]
    [InlineData(0.16)]
    [InlineData(0.13)]
    [InlineData(0.03)]
    public void Factors_WalkOfAWeight_RebuildTheAverageThatWasNotKept(double length)
    {
        const int Steps = 4000;
        const int Every = 200;
        var random = new Random(5);
        var (gammas, wanted) = (new[] { PowerDecay.OfLength(0.05), PowerDecay.OfLength(0.10) }, PowerDecay.OfLength(length));
        var (kept, values, averages, truth, weight) = (new List<PowerProfile>(), new List<double>(), new double[2], 0.0, 0.0);
        for (var step = 0; step < Steps; step++)
        {
            weight += random.NextDouble() - 0.5;
            truth += (1 - wanted.At(step, Steps)) * (weight - truth);
            for (var i = 0; i < gammas.Length; i++)
            {
                averages[i] += (1 - gammas[i].At(step, Steps)) * (weight - averages[i]);
            }

            if ((step + 1) % Every == 0)
            {
                kept.AddRange(gammas.Select(decay => new PowerProfile(step + 1, decay.Gamma)));
                values.AddRange(averages);
            }
        }

        var factors = PowerAverages.Factors(kept, new PowerProfile(Steps, wanted.Gamma));
        Assert.Equal(1, factors.Sum(), tolerance: 0.02);

        // The walk moves by about √(Steps/12) = 18; the nearest kept average of another length is off by far more.
        Assert.Equal(truth, factors.Zip(values).Sum(pair => pair.First * pair.Second), tolerance: 0.02);
        Assert.True(Math.Abs(truth - averages[0]) > 0.1);
    }

    private static double Density(PowerProfile profile, double tau) =>
        tau > profile.Steps ? 0 : (profile.Gamma + 1) * Math.Pow(tau, profile.Gamma) / Math.Pow(profile.Steps, profile.Gamma + 1);
}
