namespace Diffusion.Sampling.Tests.Steps;

/// <summary>
/// Deterministic samplers on one-dimensional Gaussian data N(μ, s²), whose exact denoiser is linear and whose probability flow keeps
/// (x − √ᾱ·μ)/√(ᾱ·s² + 1 − ᾱ) as it is.
/// </summary>
public sealed class SolverTests
{
    private const double Mean = 0.4;
    private const double Deviation = 0.5;

    /// <summary>λ falls evenly from 3 to −3 over the timesteps.</summary>
    private static readonly NoiseSchedule Schedule = EvenInLambda(1000, 3, -3);

    private static readonly DiffusionModelSettings Model = new(Schedule, PredictionKind.X0, VarianceKind.FixedSmall);

    /// <summary>Halving the steps four times over: the error falls as steps to the −order, within what floats and few steps leave.</summary>
    [Theory]
    [InlineData(SamplerKind.Ddim, 0.8, 1.3)]
    [InlineData(SamplerKind.DpmSolver2M, 1.7, 2.4)]
    [InlineData(SamplerKind.Heun, 1.7, 2.4)]
    public void Chain_MoreSteps_ErrorFallsWithTheOrder(SamplerKind sampler, double lowest, double highest)
    {
        int[] steps = [20, 40, 80];
        var errors = Array.ConvertAll(steps, count => Error(sampler, $"logsnr{count + 1}"));
        for (var i = 1; i < steps.Length; i++)
        {
            Assert.InRange(Math.Log2(errors[i - 1] / errors[i]), lowest, highest);
        }
    }

    /// <summary>With more steps the second-order solvers are the better ones for the same number of evaluations.</summary>
    [Fact]
    public void Chain_SameEvaluations_SecondOrderIsCloser()
    {
        var ddim = Error(SamplerKind.Ddim, "logsnr41");
        Assert.InRange(Error(SamplerKind.DpmSolver2M, "logsnr41"), 0, ddim / 4);
        Assert.InRange(Error(SamplerKind.Heun, "logsnr21"), 0, ddim / 2);
    }

    /// <summary>Heun as the paper writes it, in y and σ and in double, against the two linear updates of the plan.</summary>
    [Fact]
    public void Heun_EveryStep_IsThePapersAlgorithm()
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions { Sampler = SamplerKind.Heun, Steps = "logsnr12", Thresholding = ThresholdingKind.None });
        Assert.Equal(23, plan.Steps.Count);
        var x = Math.Sqrt(plan.StartAlphaBar) * 7;
        var y = 7.0;
        var actual = Run(plan, (float)x);
        foreach (var (at, next) in plan.Steps.Where((_, index) => index % 2 == 0).Zip(plan.Steps.Where((_, index) => index % 2 == 0).Skip(1)))
        {
            var (sigma, sigmaNext) = (Sigma(at.AlphaBar), Sigma(next.AlphaBar));
            var slope = (y - Denoised(y, at.AlphaBar)) / sigma;
            var euler = y + ((sigmaNext - sigma) * slope);
            y += (sigmaNext - sigma) * (slope + ((euler - Denoised(euler, next.AlphaBar)) / sigmaNext)) / 2;
        }

        Assert.Equal(Math.Sqrt(plan.Steps[^1].AlphaBar) * y, actual, 1e-4);
        double Denoised(double scaled, double alphaBar) => X0(Math.Sqrt(alphaBar) * scaled, alphaBar);
    }

    [Fact]
    public void Inversion_ThenDdim_ReturnsTheImage()
    {
        // The places in the two directions are the same, so only the order of the method is lost.
        var coarse = Math.Abs(RoundTrip("25") - 0.3);
        var fine = Math.Abs(RoundTrip("200") - 0.3);
        Assert.InRange(fine, 0, 0.02);
        Assert.InRange(fine, 0, coarse / 4);

        static double RoundTrip(string steps)
        {
            var plan = SamplingPlan.Create(Model, new SamplingOptions
            {
                Sampler = SamplerKind.Ddim,
                Steps = steps,
                Start = StartKind.Inversion,
                Thresholding = ThresholdingKind.None,
            });
            return Run(plan, 0.3f, untilClean: true);
        }
    }

    /// <summary>A chain may be encoded, turned round at its last place, and decoded with other guidance.</summary>
    [Fact]
    public void Inversion_Plan_GoesUpUnguidedAndDownAgain()
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions
        {
            Sampler = SamplerKind.Ddim,
            Steps = "5",
            Start = StartKind.Inversion,
            Guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = 2 },
        });
        Assert.Equal([0, 250, 500, 749, 999, 749, 500, 250, 0], plan.Steps.Select(step => (int)step.Timestep));
        Assert.Equal([.. Enumerable.Repeat(false, 4), .. Enumerable.Repeat(true, 5)], plan.Steps.Select(step => step.NeedsNullPass));
        Assert.Equal(1, plan.StartAlphaBar);
    }

    /// <summary>The distance from the exact solution where λ = 3, from where λ = −3.</summary>
    private static double Error(SamplerKind sampler, string steps)
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions { Sampler = sampler, Steps = steps, Thresholding = ThresholdingKind.None });
        const double Start = 1.3;
        var standardized = (Start - (Math.Sqrt(plan.StartAlphaBar) * Mean)) / Spread(plan.StartAlphaBar);
        var end = plan.Steps[^1].AlphaBar;
        return Math.Abs(Run(plan, (float)Start) - ((Math.Sqrt(end) * Mean) + (Spread(end) * standardized)));
    }

    /// <summary>The chain's x where it reaches its last place, or after it.</summary>
    private static double Run(SamplingPlan plan, float start, bool untilClean = false)
    {
        using var session = new StepSession(Model, 1, 1, 2);
        float[] x = [start, start];
        var kept = new float[2];
        foreach (var step in untilClean ? plan.Steps : plan.Steps.SkipLast(1))
        {
            float[] output = [.. x.Select(value => (float)X0(value, step.AlphaBar))];
            var result = session.Run([new StepInput(x, output, new float[2], new float[2], step.Coefficients) { Kept = kept }])[0];
            (x, kept) = (result.NextX, result.Kept);
        }

        return x[0];
    }

    /// <summary>E[x₀ | x_t].</summary>
    private static double X0(double x, double alphaBar)
    {
        var variance = Deviation * Deviation;
        return ((Math.Sqrt(alphaBar) * variance * x) + ((1 - alphaBar) * Mean)) / ((alphaBar * variance) + 1 - alphaBar);
    }

    private static double Spread(double alphaBar) => Math.Sqrt((alphaBar * Deviation * Deviation) + 1 - alphaBar);

    private static double Sigma(double alphaBar) => Math.Sqrt((1 - alphaBar) / alphaBar);

    private static NoiseSchedule EvenInLambda(int timesteps, double first, double last)
    {
        var betas = new double[timesteps];
        var previous = 1.0;
        for (var t = 0; t < timesteps; t++)
        {
            var alphaBar = 1 / (1 + Math.Exp(-2 * (first + ((last - first) * t / (timesteps - 1)))));
            betas[t] = 1 - (alphaBar / previous);
            previous = alphaBar;
        }

        return NoiseSchedule.FromBetas(betas);
    }
}
