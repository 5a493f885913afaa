namespace Diffusion.Sampling.Tests.Plans;

public sealed class SamplingPlanTests
{
    private static readonly DiffusionModelSettings Model =
        new(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall);

    [Fact]
    public void CreateUnfinished_FiveSteps_IsTheChainWithoutItsLast()
    {
        var options = new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "5", EndTimestep = 200 };
        var whole = SamplingPlan.Create(Model, options).Steps;
        var unfinished = SamplingPlan.CreateUnfinished(Model, options).Steps;

        Assert.Equal(4, unfinished.Count);
        Assert.Equal(whole.SkipLast(1).Select(step => step.Timestep), unfinished.Select(step => step.Timestep));
        Assert.Equal(whole.SkipLast(1).SelectMany(step => step.Coefficients), unfinished.SelectMany(step => step.Coefficients));
        Assert.Equal(200, whole[^1].Timestep);
        Assert.Throws<SamplingException>(() => SamplingPlan.CreateUnfinished(Model, options with { Steps = "1" }));
    }

    [Fact]
    public void Create_ManyProblems_ListsThemAll()
    {
        var exception = Assert.Throws<SamplingException>(() => SamplingPlan.Create(
            Model with { Prediction = (PredictionKind)9 },
            new SamplingOptions
            {
                Sampler = (SamplerKind)7,
                Eta = double.NaN,
                Steps = "2000",
                StartTimestep = 1001,
                Thresholding = (ThresholdingKind)5,
                Guidance = new GuidanceOptions
                {
                    Kind = GuidanceKind.ClassifierFree,
                    Scale = double.NaN,
                    NetworkSeesLabel = false,
                    Interval = new GuidanceInterval(5, 1000),
                },
            }));

        Assert.Equal(
            [
                "Unknown prediction '9'. Use one of: epsilon, x0, v, previousX.",
                "Unknown sampler '7'. Use one of: ddpm, ddim, dpm++2m, heun.",
                "Unknown thresholding '5'. Use one of: none, static, dynamic.",
                "eta is NaN, but lies between 0 (deterministic) and 1 (DDPM's noise). Set it in that range.",
                "startTimestep is 1001, but the model has 1000 timesteps. Set it between 856 and 1000, or leave it out.",
                "guidance scale is NaN, but lies between 0 and 100. Set it in that range.",
                "The guidance interval is 5 to 1000, but the model's timesteps are 0 to 999. Set lowest ≤ highest within them.",
                "Classifier-free guidance compares the label with the null class, but the network is not to see the label. " +
                    "Let it see the label, or use classifier guidance.",
                "steps is 2000, but the chain has 1000 timesteps. Set steps to 1000 or less.",
            ],
            exception.Problems);
        Assert.All(exception.Problems, problem => Assert.Contains(problem, exception.Message));
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(101)]
    public void Create_ScaleOutsideItsRange_IsRefused(double scale) =>
        Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, Guided(GuidanceKind.Classifier, scale)));

    [Fact]
    public void Create_EtaWithDdpm_IsRefused() =>
        Assert.Equal(
            "eta is 0.5, but the sampler ddpm has none. Leave eta out, or use the sampler ddim.",
            Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { Eta = 0.5 })).Message);

    [Fact]
    public void Create_TruncatedWhereSignalIsLeft_SaysWhatIsPossible()
    {
        var exception = Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { StartTimestep = 600 }));
        Assert.StartsWith("startTimestep is 600, where ᾱ is 0.", exception.Message);
        var words = exception.Message.Split(' ');
        var smallest = int.Parse(words[Array.IndexOf(words, "between") + 1]);
        Assert.Equal(smallest - 1, SamplingPlan.Create(Model, new SamplingOptions { StartTimestep = smallest }).Steps[0].Timestep);
        Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { StartTimestep = smallest - 1 }));
    }

    /// <summary>The first timestep that is visited decides, however the plan came by it.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("quad25")]
    [InlineData("leading2")]
    public void Create_PlanThatBeginsWhereSignalIsLeft_IsRefusedForNoiseAlone(string steps)
    {
        var exception = Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { Steps = steps }));
        Assert.Matches($"^steps is '{steps}', which begins at timestep [0-9]+, where ᾱ is .* Keep a timestep of [0-9]+ or more", exception.Message);
        SamplingPlan.Create(Model, new SamplingOptions { Steps = steps, Start = StartKind.Image });
    }

    /// <summary>guided-diffusion starts respaced chains from noise wherever they begin, and so do its golden cases; no job can.</summary>
    [Theory]
    [InlineData(20, "ddim5")]
    [InlineData(1000, "quad25")]
    public void Create_ForParity_StartsFromNoiseAnywhere(int timesteps, string steps)
    {
        var model = Model with { Schedule = NoiseSchedule.Create("cosine", timesteps) };
        var options = new SamplingOptions { Steps = steps };
        Assert.Contains("noise stands for", Assert.Throws<SamplingException>(() => SamplingPlan.Create(model, options)).Message);
        var plan = SamplingPlan.Create(model, options with { StartsFromNoiseAnywhere = true });
        Assert.Equal(
            SamplingPlan.Create(model, options with { Start = StartKind.Image }).Steps.Select(step => step.Coefficients),
            plan.Steps.Select(step => step.Coefficients));
    }

    [Fact]
    public void Create_Truncated_IsSpacedBelowTheStart()
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions { StartTimestep = 900, Steps = "10" });
        Assert.Equal(TimestepSpacing.Space(900, "10").Reverse(), plan.Steps.Select(step => (int)step.Timestep));
        Assert.Equal(899, plan.Steps[0].Timestep);
    }

    [Fact]
    public void Create_StartAtT_IsTheWholeChain() =>
        Assert.Equal(
            SamplingPlan.Create(Model, new SamplingOptions { Steps = "ddim25" }).Steps.Select(step => step.Coefficients),
            SamplingPlan.Create(Model, new SamplingOptions { Steps = "ddim25", StartTimestep = 1000 }).Steps.Select(step => step.Coefficients));

    [Fact]
    public void Create_AnyPlan_EndsClean()
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions { Sampler = SamplerKind.Ddim, Eta = 1, Steps = "7" });
        Assert.Equal(Enumerable.Range(0, 7), plan.Steps.Select(step => step.Index));
        Assert.All(plan.Steps.Zip(plan.Steps.Skip(1)), pair => Assert.Equal(pair.First.AlphaBarNext, pair.Second.AlphaBar));
        Assert.Equal(1, plan.Steps[^1].AlphaBarNext);
        Assert.False(plan.Steps[^1].NeedsNoise);
        Assert.All(plan.Steps.SkipLast(1), step => Assert.True(step.NeedsNoise));
        Assert.All(plan.Steps.SelectMany(step => step.Coefficients), value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>Each evaluation leaves the image where the next one finds it, up, down, and where it is only corrected.</summary>
    [Theory]
    [InlineData(SamplerKind.Ddpm, StartKind.Noise, GradientPoint.Mean)]
    [InlineData(SamplerKind.Ddim, StartKind.Inversion, GradientPoint.Sample)]
    [InlineData(SamplerKind.DpmSolver2M, StartKind.Noise, GradientPoint.Sample)]
    [InlineData(SamplerKind.Heun, StartKind.Noise, GradientPoint.Sample)]
    [InlineData(SamplerKind.Heun, StartKind.Inversion, GradientPoint.Sample)]
    public void Create_AnySampler_SaysWhereTheImageIsAfterEachEvaluation(SamplerKind sampler, StartKind start, GradientPoint gradientAt)
    {
        var plan = SamplingPlan.Create(Model, new SamplingOptions
        {
            Sampler = sampler,
            Start = start,
            Steps = "7",
            Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 2, GradientAt = gradientAt },
        });
        Assert.All(plan.Steps.Zip(plan.Steps.Skip(1)), pair => Assert.Equal(pair.First.AlphaBarNext, pair.Second.AlphaBar));
        Assert.Equal(1, plan.Steps[^1].AlphaBarNext);
    }

    [Fact]
    public void CreateInversion_Alone_EndsInNoise()
    {
        var steps = SamplingPlan.CreateInversion(Model, new SamplingOptions { Steps = "7" }).Steps;
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.Equal(pair.First.AlphaBarNext, pair.Second.AlphaBar));
        Assert.Equal(0, steps[^1].AlphaBarNext);
    }

    [Fact]
    public void Create_DdimEtaZero_NeedsNoNoise() =>
        Assert.False(SamplingPlan.Create(Model, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "25" }).NeedsNoise);

    [Theory]
    [InlineData(false, 999, 999f)]
    [InlineData(true, 999, 249.75f)]
    public void NetworkTime_Rescaled_IsPerThousand(bool rescale, int timestep, float expected)
    {
        var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 4000), PredictionKind.Epsilon, VarianceKind.FixedLarge, rescale);
        Assert.Equal(expected, model.NetworkTime(timestep));
    }

    [Fact]
    public void Create_AlphaBarOfZero_IsRefused()
    {
        var model = Model with { Schedule = NoiseSchedule.Create("linear", 20) };
        Assert.Contains("where ᾱ is 0", Assert.Throws<SamplingException>(() => SamplingPlan.Create(model, new SamplingOptions())).Message);
        Assert.Equal(19, SamplingPlan.Create(model, new SamplingOptions { StartTimestep = 19 }).Steps.Count);
    }

    [Fact]
    public void Create_ExplicitTimesteps_AreKept() =>
        Assert.Equal([900.0, 9, 0], SamplingPlan.Create(Model, new SamplingOptions { Timesteps = [0, 9, 900] }).Steps.Select(step => step.Timestep));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 4)]
    [InlineData(-1, 4)]
    [InlineData(0, 1000)]
    public void Create_ExplicitTimestepsOutOfOrderOrRange_AreRefused(int first, int second) =>
        Assert.Throws<SamplingException>(() => SamplingPlan.Create(Model, new SamplingOptions { Timesteps = [first, second] }));

    [Fact]
    public void Create_ClassifierScaleZero_NeedsNoClassifier()
    {
        foreach (var sampler in new[] { SamplerKind.Ddpm, SamplerKind.Ddim })
        {
            var options = Guided(GuidanceKind.Classifier, 0) with { Sampler = sampler };
            Assert.False(SamplingPlan.Create(Model, options).NeedsClassifier);
            Assert.True(SamplingPlan.Create(Model, options with { Guidance = options.Guidance with { Scale = 1 } }).NeedsClassifier);
        }
    }

    [Fact]
    public void Create_ClassifierFreeScaleOne_NeedsNoNullPass()
    {
        var one = SamplingPlan.Create(Model, Guided(GuidanceKind.ClassifierFree, 1));
        Assert.False(one.NeedsNullPass);
        Assert.Equal(SamplingPlan.Create(Model, Guided(GuidanceKind.None, 1)).Steps.Select(step => step.Coefficients), one.Steps.Select(step => step.Coefficients));
        Assert.True(SamplingPlan.Create(Model, Guided(GuidanceKind.ClassifierFree, 2)).NeedsNullPass);
    }

    [Theory]
    [InlineData(SamplerKind.Ddim)]
    [InlineData(SamplerKind.DpmSolver2M)]
    [InlineData(SamplerKind.Heun)]
    public void Create_ScoreFormByDefault_WaitsForSignal(SamplerKind sampler)
    {
        var options = Guided(GuidanceKind.Classifier, 4) with { Sampler = sampler };
        Assert.All(SamplingPlan.Create(Model, options).Steps, step => Assert.Equal(step.AlphaBar >= 1e-3, step.NeedsGradient));

        var everywhere = options with { Guidance = options.Guidance with { Interval = GuidanceInterval.All } };
        Assert.All(SamplingPlan.Create(Model, everywhere).Steps, step => Assert.True(step.NeedsGradient));
    }

    [Theory]
    [InlineData(GuidanceKind.Classifier, SamplerKind.Ddpm)]
    [InlineData(GuidanceKind.Classifier, SamplerKind.Ddim)]
    [InlineData(GuidanceKind.ClassifierFree, SamplerKind.Ddpm)]
    public void Create_GuidanceInterval_IsInclusiveInOriginalTimesteps(GuidanceKind kind, SamplerKind sampler)
    {
        var options = Guided(kind, 3) with { Sampler = sampler, Steps = "ddim25" };
        options = options with { Guidance = options.Guidance with { Interval = new GuidanceInterval(200, 640) } };
        Assert.All(
            SamplingPlan.Create(Model, options).Steps,
            step => Assert.Equal(step.Timestep is >= 200 and <= 640, step.NeedsGradient || step.NeedsNullPass));
    }

    /// <summary>The fixed small variance is 0 at the last step, and so is the gradient's effect there; the large one is not.</summary>
    [Theory]
    [InlineData(VarianceKind.FixedSmall, false)]
    [InlineData(VarianceKind.FixedLarge, true)]
    [InlineData(VarianceKind.LearnedRange, true)]
    public void Create_MeanFormAtTheLastStep_FollowsTheVariance(VarianceKind variance, bool acts) =>
        Assert.Equal(acts, SamplingPlan.Create(Model with { Variance = variance }, Guided(GuidanceKind.Classifier, 2)).Steps[^1].NeedsGradient);

    private static SamplingOptions Guided(GuidanceKind kind, double scale) =>
        new() { Guidance = new GuidanceOptions { Kind = kind, Scale = scale } };
}
