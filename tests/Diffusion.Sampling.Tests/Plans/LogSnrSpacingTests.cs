namespace Diffusion.Sampling.Tests.Plans;

public sealed class LogSnrSpacingTests
{
    private static readonly DiffusionModelSettings Model =
        new(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall);

    [Fact]
    public void Create_LogSnr_IsEvenInLambda()
    {
        var lambdas = Lambdas("logsnr20");
        var steps = lambdas.Zip(lambdas.Skip(1), (one, other) => other - one).ToList();
        Assert.Equal(20, lambdas.Count);
        Assert.All(steps, step => Assert.Equal(steps[0], step, 1e-9));
    }

    /// <summary>Karras et al. 2022, eq. 5, written as the paper has it.</summary>
    [Fact]
    public void Create_Karras_IsThePapersSigmas()
    {
        const int Count = 18;
        var smallest = Math.Sqrt((1 - Model.Schedule.AlphaBar[0]) / Model.Schedule.AlphaBar[0]);
        var sigmas = Lambdas($"karras{Count}").ConvertAll(lambda => Math.Exp(-lambda));
        for (var i = 0; i < Count; i++)
        {
            var root = Math.Pow(80, 1 / 7.0) + (i / (Count - 1.0) * (Math.Pow(smallest, 1 / 7.0) - Math.Pow(80, 1 / 7.0)));
            Assert.Equal(Math.Pow(root, 7), sigmas[i], 1e-9 * sigmas[i]);
        }
    }

    /// <summary>Between two timesteps the network sees a time between them, in the order of λ.</summary>
    [Fact]
    public void Create_BetweenTimesteps_TellsTheNetworkAFractionalTime()
    {
        foreach (var step in SamplingPlan.Create(Model, new SamplingOptions { Steps = "logsnr20" }).Steps)
        {
            var (below, above) = ((int)Math.Floor(step.Timestep), (int)Math.Ceiling(step.Timestep));
            Assert.InRange(step.AlphaBar, Model.Schedule.AlphaBar[above] * (1 - 1e-9), Model.Schedule.AlphaBar[below] * (1 + 1e-9));
            Assert.Equal((float)step.Timestep, step.NetworkTime);
        }
    }

    [Theory]
    [InlineData("karras1")]
    [InlineData("logsnr0")]
    [InlineData("karras1001")]
    public void Create_TooFewOrTooMany_IsRefused(string steps) =>
        Assert.Contains("2' to", Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { Steps = steps })).Message);

    /// <summary>Such spacing has no place noisier than σ 80, so that a chain cannot end there; the message names the last place where it can.</summary>
    [Theory]
    [InlineData("logsnr5")]
    [InlineData("karras5")]
    public void Create_EndTimestepBeyondTheNoisiestPlace_NamesTheLargest(string steps)
    {
        var options = new SamplingOptions { Steps = steps, EndTimestep = 994 };
        var problem = Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, options)).Message;
        Assert.StartsWith("endTimestep is 994, where σ is ", problem);
        var words = problem.Split(' ');
        var largest = int.Parse(words[Array.IndexOf(words, "Set") + 3]);
        Assert.Equal(5, SamplingPlan.Create(Model, options with { EndTimestep = largest }).Steps.Count);
        Assert.StartsWith("endTimestep", Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, options with { EndTimestep = largest + 1 })).Message);
    }

    [Fact]
    public void Create_EndTimestep_IsTheLeastNoisyPlace()
    {
        foreach (var steps in new[] { "10", "ddim10", "logsnr10", "trailing10" })
        {
            var plan = SamplingPlan.Create(Model, new SamplingOptions { Steps = steps, EndTimestep = 100, StartTimestep = 1000, Start = StartKind.Image });
            Assert.InRange(plan.Steps[^1].Timestep, 100, 190);
            Assert.Equal(1, plan.Steps[^1].AlphaBarNext);
            Assert.Equal(10, plan.Steps.Count);
        }
    }

    private static List<double> Lambdas(string steps) =>
        [.. SamplingPlan.Create(Model, new SamplingOptions { Steps = steps }).Steps.Select(step => 0.5 * Math.Log(step.AlphaBar / (1 - step.AlphaBar)))];
}
