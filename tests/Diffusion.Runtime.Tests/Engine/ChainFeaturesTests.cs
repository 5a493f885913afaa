using Diffusion.Graph;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Engine;

/// <summary>What a chain may start from, what it may leave out, and what it may show on its way.</summary>
public sealed class ChainFeaturesTests(TestModel model) : IClassFixture<TestModel>
{
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);

    /// <summary>Outside the interval the null class is not asked: 10 evaluations and 4 more instead of 20.</summary>
    [Fact]
    public async Task GenerateAsync_GuidanceInterval_LeavesTheExtraPassesOut()
    {
        var everywhere = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = 3 };
        var plan = Plan(new() { Sampler = SamplerKind.Ddim, Steps = "10", Guidance = everywhere with { Interval = new(30, 66) } });
        Assert.Equal(4, plan.Steps.Count(step => step.NeedsNullPass));

        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        await engine.GenerateAsync(new ImageRequest(plan, 0, null, 1, 0));
        Assert.Equal(14, engine.Statistics.Evaluations);

        await engine.GenerateAsync(new ImageRequest(Plan(new() { Sampler = SamplerKind.Ddim, Steps = "10", Guidance = everywhere }), 0, null, 1, 0));
        Assert.Equal(14 + 20, engine.Statistics.Evaluations);
    }

    /// <summary>Outside the interval neither the classifier nor the weaker network is asked: 4 evaluations instead of 10.</summary>
    [Theory]
    [InlineData(GuidanceKind.Classifier, 4, 0, 10, 0)]
    [InlineData(GuidanceKind.Autoguidance, 0, 4, 0, 10)]
    public async Task GenerateAsync_GuidanceInterval_AsksNoOtherNetworkOutsideIt(
        GuidanceKind kind, int gradients, int weak, int allGradients, int allWeak)
    {
        var guidance = new GuidanceOptions { Kind = kind, Scale = 3, Interval = GuidanceInterval.All };
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        Assert.Equal((10, gradients, weak), await Evaluations(guidance with { Interval = new(30, 66) }));
        Assert.Equal((10, allGradients, allWeak), await Evaluations(guidance));

        async Task<(long Network, long Gradient, long Weak)> Evaluations(GuidanceOptions guidance)
        {
            var before = engine.Statistics;
            await engine.GenerateAsync(new ImageRequest(Plan(new() { Sampler = SamplerKind.Ddim, Steps = "10", Guidance = guidance }), 0, 1, 1, 0));
            var after = engine.Statistics;
            return (after.Evaluations - before.Evaluations, after.GradientEvaluations - before.GradientEvaluations, after.WeakEvaluations - before.WeakEvaluations);
        }
    }

    /// <summary>Where the gradient is taken at the mean, the classifier is asked twice as often as the network.</summary>
    [Fact]
    public async Task GenerateAsync_GradientAtTheMean_AsksTheNetworkOnceAStep()
    {
        var plan = Plan(new() { Steps = "6", Guidance = new() { Kind = GuidanceKind.Classifier, Scale = 2, GradientAt = GradientPoint.Mean } });
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        await engine.GenerateAsync(new ImageRequest(plan, 0, 1, 1, 0));
        Assert.Equal(11, engine.Statistics.Steps);
        Assert.Equal(6, engine.Statistics.Evaluations);
        Assert.Equal(5, engine.Statistics.GradientEvaluations);
    }

    [Fact]
    public async Task GenerateAsync_Film_IsX0OfEveryKthStep()
    {
        var plan = Plan(new() { Sampler = SamplerKind.Ddim, Steps = "6" });
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var image = await engine.GenerateAsync(new ImageRequest(plan, 0, null, 1, 0) { FilmEvery = 2 });
        var without = await engine.GenerateAsync(new ImageRequest(plan, 0, null, 1, 0));

        Assert.Equal(3, image.Film.Count);
        Assert.Equal(3, image.Film.Select(frame => frame.Sum()).Distinct().Count());

        // DDIM's last x is its last x̂₀.
        Assert.Equal(image.Pixels, image.Film[^1]);
        Assert.Equal(without.Pixels, image.Pixels);
        Assert.Empty(without.Film);
    }

    /// <summary>Steps in which only the classifier is asked are not counted: they would shift the film, or leave it out.</summary>
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 1)]
    [InlineData(9, 1)]
    public async Task FilmSteps_OfAChainWithClassifierSteps_AreTheEnginesAndTheLast(int every, int frames)
    {
        var plan = Plan(new() { Sampler = SamplerKind.Ddpm, Steps = "6", Guidance = new() { Kind = GuidanceKind.Classifier, Scale = 1, GradientAt = GradientPoint.Mean } });
        PlannedStep[] asked = [.. plan.Steps.Where(step => step.NeedsNetwork)];
        Assert.True(plan.Steps.Count > asked.Length);

        var shown = FilmSteps.Of(plan, every);
        Assert.Equal(frames, shown.Count);
        Assert.Equal(asked.Where((step, i) => (i + 1) % every == 0 || step == asked[^1]), shown);

        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var image = await engine.GenerateAsync(new ImageRequest(plan, 0, 1, 1, 0) { FilmEvery = every });
        Assert.Equal(asked.Length / every, image.Film.Count);
        Assert.InRange(image.Film.Count, frames - 1, frames);
    }

    /// <summary>The network gives back what it sees as x̂₀, so one step shows what the chain started from.</summary>
    [Fact]
    public async Task GenerateAsync_StartImage_IsNoisedToTheFirstTimestep()
    {
        using var folder = new TemporaryFolder();
        var echo = TestModel.Write(folder.Path, Echo(), card => card with { Prediction = "x0" });
        await using var engine = await SamplingEngine.StartAsync(echo, Cpu);
        float[] start = [.. Enumerable.Range(0, 192).Select(i => MathF.Sin(i))];
        var noise = new float[192];
        PhiloxNoise.Fill(noise, 5, 9, NoiseStream.Start, 0);

        var options = new SamplingOptions { Sampler = SamplerKind.Ddim, Timesteps = [49], Thresholding = ThresholdingKind.None };
        var noised = await Generate(options with { Start = StartKind.Image });
        var alphaBar = echo.Settings.Schedule.AlphaBar[49];
        Assert.All(
            noised.Zip(start.Zip(noise)),
            pair => Assert.Equal((Math.Sqrt(alphaBar) * pair.Second.First) + (Math.Sqrt(1 - alphaBar) * pair.Second.Second), pair.First, 1e-6));

        Assert.Equal(start, await Generate(options with { Start = StartKind.Inversion }));

        async Task<float[]> Generate(SamplingOptions options) =>
            (await engine.GenerateAsync(new ImageRequest(SamplingPlan.Create(echo.Settings, options), null, null, 5, 9) { StartImage = start })).Pixels;
    }

    /// <summary>The prior is told ᾱ, the label (the number of classes where the network sees none) and its own noise.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(null, 3)]
    public async Task GenerateAsync_Prior_IsAskedForTheFirstTimestep(int? label, long told)
    {
        using var folder = new TemporaryFolder();
        PriorOf(folder.Path);
        var echo = TestModel.Write(folder.Path, Echo(knowsLabels: true), card => card with
        {
            Prediction = "x0",
            Classes = ["disc", "ring", "star"],
            NullClass = 3,
            Files = card.Files with { Prior = ModelFile.Describe(folder.Path, "prior.onnx") },
        });
        await using var engine = await SamplingEngine.StartAsync(echo, Cpu);
        var plan = SamplingPlan.Create(echo.Settings, new SamplingOptions
        {
            Sampler = SamplerKind.Ddim,
            Timesteps = [49],
            Thresholding = ThresholdingKind.None,
            Start = StartKind.Prior,
        });

        var image = await engine.GenerateAsync(new ImageRequest(plan, label, null, 5, 9));

        // Between two seeds all images differ, and the ends are the seeds' own.
        var ends = new[] { 5ul, 6ul }.Select(seed => engine.GenerateAsync(new ImageRequest(plan, label, null, seed, 0)));
        var line = new[] { 0, 0.3, 0.7, 1 }.Select(share => engine.GenerateAsync(
            new ImageRequest(plan, label, null, 5, 0) { Noise = new InterpolatedNoise(5, 6, share) }));
        var (seeds, between) = (await Task.WhenAll(ends), await Task.WhenAll(line));
        Assert.Equal(seeds.Select(end => end.Pixels), [between[0].Pixels, between[^1].Pixels]);
        Assert.Equal(4, between.Select(blended => blended.Pixels.Sum()).Distinct().Count());

        var (noise, latents) = (new float[192], new float[2]);
        PhiloxNoise.Fill(noise, 5, 9, NoiseStream.Prior, 0);
        PhiloxNoise.Fill(latents, 5, 9, NoiseStream.Prior, 1);
        var offset = (float)plan.StartAlphaBar + told + (10 * latents[0]) + (100 * latents[1]);
        Assert.All(noise.Zip(image.Pixels), pair => Assert.Equal(pair.First + offset, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task GenerateAsync_StartThatDoesNotFit_IsRefused()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var fromImage = Plan(new() { Steps = "5", StartTimestep = 50, Start = StartKind.Image });
        var fromNoise = Plan(new() { Steps = "5" });
        var fine = new float[192];
        await Refused("there is none", new ImageRequest(fromImage, 0, null, 1, 0));
        await Refused("does not use", new ImageRequest(fromNoise, 0, null, 1, 0) { StartImage = fine });
        await Refused("must have 192", new ImageRequest(fromImage, 0, null, 1, 0) { StartImage = new float[191] });
        await Refused("must have 192", new ImageRequest(fromImage, 0, null, 1, 0) { StartImage = [.. fine.Skip(1), 1.01f] });
        await Refused("must have 192", new ImageRequest(fromImage, 0, null, 1, 0) { StartImage = [.. fine.Skip(1), float.NaN] });
        await Refused("prior", new ImageRequest(Plan(new() { Steps = "5", Start = StartKind.Prior }), 0, null, 1, 0));
        await Refused("no", new ImageRequest(fromNoise, 0, null, 1, 0) { LowResolution = fine });
        await Refused("film", new ImageRequest(fromNoise, 0, null, 1, 0) { FilmEvery = -1 });

        async Task Refused(string word, ImageRequest request) =>
            Assert.Contains(word, (await Assert.ThrowsAsync<ImageException>(() => engine.GenerateAsync(request))).Message);
    }

    /// <summary>Autoguidance at scale 1 leaves the weaker network out, bit for bit; elsewhere it matters.</summary>
    [Fact]
    public async Task GenerateAsync_Autoguidance_ExtrapolatesFromTheWeakNetwork()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var plain = await Generate(GuidanceOptions.None);
        Assert.Equal(plain, await Generate(new() { Kind = GuidanceKind.Autoguidance, Scale = 1 }));
        Assert.NotEqual(plain, await Generate(new() { Kind = GuidanceKind.Autoguidance, Scale = 2 }));

        async Task<float[]> Generate(GuidanceOptions guidance) =>
            (await engine.GenerateAsync(new ImageRequest(Plan(new() { Steps = "4", Guidance = guidance }), 0, null, 1, 0))).Pixels;
    }

    private static OnnxModel Echo(bool knowsLabels = false)
    {
        var graph = new GraphBuilder("echo");
        var x = graph.Input(NetworkTensors.X, ElementType.Float, -1, 3, 8, 8);
        var t = graph.Input(NetworkTensors.Time, ElementType.Float, -1);
        var told = knowsLabels ? t + Ops.Cast(graph.Input(NetworkTensors.Label, ElementType.Int64, -1), ElementType.Float) : t;
        graph.Output(NetworkTensors.Output, x + (Ops.Reshape(told, -1, 1, 1, 1) * 0));
        return graph.Build();
    }

    /// <summary>noise + ᾱ + y + 10·z₀ + 100·z₁, in which everything that it is told can be seen.</summary>
    private static void PriorOf(string folder)
    {
        var graph = new GraphBuilder("prior");
        var alphaBar = graph.Input(NetworkTensors.AlphaBar, ElementType.Float, -1);
        var label = graph.Input(NetworkTensors.Label, ElementType.Int64, -1);
        var noise = graph.Input(NetworkTensors.Noise, ElementType.Float, -1, 3, 8, 8);
        var latents = Ops.Split(graph.Input(NetworkTensors.LatentNoise, ElementType.Float, -1, 2), 1, [1, 1]);
        var offset = Ops.Unsqueeze(alphaBar + Ops.Cast(label, ElementType.Float), 1) + (10 * latents[0]) + (100 * latents[1]);
        graph.Output(NetworkTensors.X, noise + Ops.Reshape(offset, -1, 1, 1, 1));
        graph.Build().Save(Path.Combine(folder, "prior.onnx"));
    }

    private SamplingPlan Plan(SamplingOptions options) => SamplingPlan.Create(model.Folder.Settings, options);
}
