using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Schedules;

public sealed class NoiseScheduleTests
{
    private static readonly Arbitrary<NoiseSchedule> AnySchedule = Gen.OneOf(
        Gen.Choose(21, 400).Select(timesteps => NoiseSchedule.Create("linear", timesteps)),
        Gen.Choose(2, 400).Select(timesteps => NoiseSchedule.Create("cosine", timesteps)),
        Gen.Choose(13, 400).Select(timesteps => NoiseSchedule.Create("sqrtLinear", timesteps)),
        Gen.Choose(21, 400).Select(timesteps => NoiseSchedule.Create("sigmoid", timesteps)),
        Gen.Choose(1, 900).ListOf(30).Select(betas => NoiseSchedule.FromBetas([.. betas.Select(beta => beta / 1000.0)]))).ToArbitrary();

    /// <summary>Ends as published for T = 1000; the roots of sqrtLinear are even, sigmoid is symmetric about its middle.</summary>
    [Fact]
    public void Create_SqrtLinearAndSigmoid_HaveTheirPublishedShape()
    {
        var rootsOf = NoiseSchedule.Create("sqrtLinear", 1000).Betas.Select(Math.Sqrt).ToList();
        Assert.Equal(0.00085, rootsOf[0] * rootsOf[0], 1e-15);
        Assert.Equal(0.012, rootsOf[^1] * rootsOf[^1], 1e-15);
        Assert.All(rootsOf.Zip(rootsOf.Skip(1)), pair => Assert.Equal((rootsOf[^1] - rootsOf[0]) / 999, pair.Second - pair.First, 1e-15));

        var sigmoid = NoiseSchedule.Create("sigmoid", 1000).Betas;
        Assert.Equal(0.0001 + (0.0199 / (1 + Math.Exp(6))), sigmoid[0], 1e-15);
        Assert.All(Enumerable.Range(0, 1000), t => Assert.Equal(0.0201, sigmoid[t] + sigmoid[999 - t], 1e-12));
    }

    [Fact]
    public void Create_UnknownName_ListsTheNames()
    {
        var exception = Assert.Throws<SamplingException>(() => NoiseSchedule.Create("cosin", 100));
        Assert.Equal("Unknown noise schedule 'cosin'. Use one of: linear, cosine, sqrtLinear, sigmoid.", exception.Message);
    }

    [Fact]
    public void Create_NoTimesteps_IsRefused() => Assert.Throws<SamplingException>(() => NoiseSchedule.Create("cosine", 0));

    [Fact]
    public void Create_Linear19_SaysHowManyTimestepsItNeeds()
    {
        var exception = Assert.Throws<SamplingException>(() => NoiseSchedule.Create("linear", 19));
        Assert.Contains("linear needs 20 or more", exception.Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void FromBetas_BetaOutsideItsRange_IsRefused(double beta) =>
        Assert.Contains("1 betas outside (0, 1]", Assert.Throws<SamplingException>(() => NoiseSchedule.FromBetas([0.1, beta])).Message);

    [Fact]
    public void AlphaBar_AnySchedule_Falls() =>
        Prop.ForAll(
            AnySchedule,
            schedule => schedule.AlphaBar.Zip(schedule.AlphaBar.Skip(1)).All(pair => pair.First > pair.Second && pair.Second > 0))
            .QuickCheckThrowOnFailure();

    /// <summary>Ho et al. 2020, eq. 4, as a product for each t of its own.</summary>
    [Fact]
    public void AlphaBar_AnySchedule_IsTheProductOfAlphas() =>
        ForEachTimestep((schedule, t) => Close(schedule.Betas.Take(t + 1).Aggregate(1.0, (product, beta) => product * (1 - beta)), schedule.AlphaBar[t]));

    /// <summary>Ho et al. 2020, eqs. 6 and 7, by Bayes' rule: precisions add up.</summary>
    [Fact]
    public void Posterior_AnySchedule_IsBayesRule() =>
        ForEachTimestep((schedule, t) =>
        {
            if (t == 0)
            {
                return schedule.Posterior.Variance[0] == 0 && Close(1, schedule.Posterior.MeanOfX0[0]) && schedule.Posterior.MeanOfX[0] == 0;
            }

            var beta = schedule.Betas[t];
            var priorMeanOfX0 = Math.Sqrt(schedule.AlphaBar[t - 1]);
            var priorVariance = 1 - schedule.AlphaBar[t - 1];
            var variance = 1 / (((1 - beta) / beta) + (1 / priorVariance));
            return Close(variance, schedule.Posterior.Variance[t])
                && Close(variance * Math.Sqrt(1 - beta) / beta, schedule.Posterior.MeanOfX[t])
                && Close(variance * priorMeanOfX0 / priorVariance, schedule.Posterior.MeanOfX0[t]);
        });

    /// <summary>A posterior step from q(x_t | x₀) lands in q(x_{t−1} | x₀): mean and variance recompose.</summary>
    [Fact]
    public void Posterior_StepFromTheForwardMarginal_LandsInThePreviousMarginal() =>
        ForEachTimestep((schedule, t) =>
        {
            var posterior = schedule.Posterior;
            var mean = posterior.MeanOfX0[t] + (posterior.MeanOfX[t] * schedule.SqrtAlphaBar[t]);
            var variance = posterior.Variance[t] + (posterior.MeanOfX[t] * posterior.MeanOfX[t] * (1 - schedule.AlphaBar[t]));
            return Close(Math.Sqrt(schedule.AlphaBarPrevious[t]), mean) && Close(1 - schedule.AlphaBarPrevious[t], variance);
        });

    [Fact]
    public void Roots_AnySchedule_RecomposeX() =>
        ForEachTimestep((schedule, t) =>
        {
            const double X0 = 0.7;
            const double Eps = -1.3;
            var x = (schedule.SqrtAlphaBar[t] * X0) + (schedule.SqrtOneMinusAlphaBar[t] * Eps);
            return Close(X0, (schedule.SqrtRecipAlphaBar[t] * x) - (schedule.SqrtRecipMinusOneAlphaBar[t] * Eps), 1e-6);
        });

    [Fact]
    public void Respace_AnyKept_KeepsTheirAlphaBars() =>
        Prop.ForAll(
            AnySchedule,
            ArbMap.Default.ArbFor<int>(),
            (schedule, seed) =>
            {
                var random = new Random(seed);
                var kept = Enumerable.Range(0, schedule.Timesteps).Where(_ => random.Next(3) == 0).DefaultIfEmpty(0).ToList();
                var respaced = schedule.Respace(kept);
                return kept.Select((t, k) => Close(schedule.AlphaBar[t], respaced.AlphaBar[k], 1e-9)).All(close => close);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void LogVarianceClipped_FirstTimestep_IsThatOfTheSecond()
    {
        var schedule = NoiseSchedule.Create("cosine", 10);
        Assert.Equal(0, schedule.Posterior.Variance[0]);
        Assert.Equal(Math.Log(schedule.Posterior.Variance[1]), schedule.Posterior.LogVarianceClipped[0]);
        Assert.Equal(schedule.Posterior.Variance[1], schedule.Posterior.LargeVariance[0]);
    }

    [Fact]
    public void Create_OneTimestep_IsFinite()
    {
        var schedule = NoiseSchedule.Create("cosine", 1);
        Assert.All(schedule.Posterior.LogVarianceClipped, value => Assert.True(double.IsFinite(value)));
        Assert.All(schedule.Posterior.LogLargeVariance, value => Assert.True(double.IsFinite(value)));
    }

    private static void ForEachTimestep(Func<NoiseSchedule, int, bool> holds) =>
        Prop.ForAll(AnySchedule, schedule => Enumerable.Range(0, schedule.Timesteps).All(t => holds(schedule, t)))
            .QuickCheckThrowOnFailure();

    // 1 − a/b with a/b near 1 loses digits.
    private static bool Close(double expected, double actual, double relative = 1e-8) =>
        Math.Abs(expected - actual) <= 1e-12 + (relative * Math.Abs(expected));
}
