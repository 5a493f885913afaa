using Diffusion.Graph;
using Diffusion.Runtime.Tests.Golden;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Engine;

public sealed class RowProbeTests : IDisposable
{
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);

    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task StartAsync_BytesThatDependOnTheRowCount_PadsEveryCallToTheLargest()
    {
        var model = TestModel.Write(root.Path, DependsOnRowCount());
        var plan = SamplingPlan.Create(model.Settings, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "5" });
        await using var engine = await SamplingEngine.StartAsync(model, Cpu);

        var alone = await engine.GenerateAsync(new ImageRequest(plan, null, null, 1, 0));
        var together = await Task.WhenAll(Enumerable.Range(0, 7).Select(index => engine.GenerateAsync(new ImageRequest(plan, null, null, 1, (uint)index))));

        Assert.Equal(16, engine.Provenance.Rows);
        Assert.Equal(alone.Pixels, together[0].Pixels);
    }

    /// <summary>Other hosts' counts are tried too, so that a host with fewer rows knows that its images would be others.</summary>
    [Fact]
    public async Task StartAsync_FewerRowsThanOthers_KnowsThatTheyMatter()
    {
        await using var engine = await SamplingEngine.StartAsync(TestModel.Write(root.Path, DependsOnRowCount()), Cpu, new() { Rows = 1 });

        Assert.Equal((RowDependence.Count, 1), (engine.RowDependence, engine.Provenance.Rows));
    }

    [Fact]
    public async Task StartAsync_BytesThatDependOnThePlace_MakesEveryImageAlone()
    {
        var model = TestModel.Write(root.Path, DependsOnPlace());
        var plan = SamplingPlan.Create(model.Settings, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "5" });
        await using var engine = await SamplingEngine.StartAsync(model, Cpu);

        var together = await Task.WhenAll(Enumerable.Range(0, 7).Select(index => engine.GenerateAsync(new ImageRequest(plan, null, null, 1, (uint)index))));
        var alone = await engine.GenerateAsync(new ImageRequest(plan, null, null, 1, 6));

        Assert.Equal((RowDependence.Place, 1), (engine.RowDependence, engine.Provenance.Rows));
        Assert.Equal(alone.Pixels, together[6].Pixels);
    }

    [Fact]
    public async Task StartAsync_BytesThatDependOnThePlaceAndNoCountOfOne_SaysWhatToAdd()
    {
        var model = TestModel.Write(root.Path, DependsOnPlace(), card => card with { Rows = [4, 16] });

        var error = await Assert.ThrowsAsync<ModelException>(() => SamplingEngine.StartAsync(model, Cpu));

        Assert.Contains("Add 1 to the card's rows", error.Message);
    }

    /// <summary>What the product exports has the same bytes in every batch, so that no call is padded.</summary>
    [Theory]
    [InlineData("shapes32")]
    [InlineData("sampling/guided_ddpm_cond_s5_rescale")]
    public async Task GenerateAsync_ExportedModel_NeitherCountNorPlaceMatters(string name)
    {
        var model = name.Contains('/', StringComparison.Ordinal) ? GoldenChain.Load(name, root.Path).Model : ModelFolder.Open(Path.Combine(Repository.Root, "models", name));

        await using var engine = await SamplingEngine.StartAsync(model, Cpu);
        var plan = SamplingPlan.Create(model.Settings, new SamplingOptions { Steps = "3", Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 4 } });
        var together = await Task.WhenAll(Enumerable.Range(0, 7).Select(index => engine.GenerateAsync(Request(index))));
        var alone = new List<float[]>();
        for (var index = 0; index < together.Length; index++)
        {
            alone.Add((await engine.GenerateAsync(Request(index))).Pixels);
        }

        Assert.Equal(RowDependence.None, engine.RowDependence);
        Assert.Equal(together.Select(image => image.Pixels), alone);

        ImageRequest Request(int index) => new(plan, index, index, 1, (uint)index);
    }

    /// <summary>Autoguidance takes its bytes from both networks.</summary>
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 16)]
    public async Task StartAsync_WeakUnet_IsProbedToo(bool depends, int? rows)
    {
        (depends ? DependsOnRowCount() : Linear()).Save(Path.Combine(root.Path, "weak.onnx"));
        var model = TestModel.Write(root.Path, Linear(), card => card with { Files = card.Files with { WeakUnet = ModelFile.Describe(root.Path, "weak.onnx") } });

        await using var engine = await SamplingEngine.StartAsync(model, Cpu);

        Assert.Equal(rows, engine.Provenance.Rows);
    }

    [Fact]
    public async Task StartAsync_CardThatSaysOtherwise_IsTold()
    {
        using var labelled = new TestModel();
        var model = labelled.CopyTo(root.Path, card => card with { KnowsLabels = false, NullClass = null });

        var error = await Assert.ThrowsAsync<ModelException>(() => SamplingEngine.StartAsync(model, Cpu));

        Assert.Contains(error.Problems, problem => problem.Contains("files.unet takes labels ('y'), but the card's knowsLabels is false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_FileWithOtherInputs_ListsEveryProblem()
    {
        var model = TestModel.Write(root.Path, DependsOnRowCount(), card => card with { ImageSize = 16, Variance = "learned", Classes = ["a"], NullClass = 1 });

        var error = await Assert.ThrowsAsync<ModelException>(() => SamplingEngine.StartAsync(model, Cpu));

        Assert.Contains(error.Problems, problem => problem.Contains("input 'x' is [-1, 3, 8, 8]"));
        Assert.Contains(error.Problems, problem => problem.Contains("output 'output'"));
        Assert.Contains(error.Problems, problem => problem.Contains("no input 'y'"));
    }

    [Fact]
    public async Task StartAsync_FileThatIsNoGraph_SaysWhich()
    {
        var model = TestModel.Write(root.Path, DependsOnRowCount());
        File.WriteAllText(model.UnetPath, "no graph");

        var error = await Assert.ThrowsAsync<ModelException>(() => SamplingEngine.StartAsync(model, Cpu));

        Assert.Contains(model.UnetPath, error.Message);
    }

    /// <summary>output = x·10⁻³.</summary>
    private static OnnxModel Linear()
    {
        var graph = new GraphBuilder("linear");
        var x = graph.Input("x", ElementType.Float, -1, 3, 8, 8);
        var t = graph.Input("t", ElementType.Float, -1);
        graph.Output("output", (x * 1e-3) + (Ops.Unsqueeze(t, 1, 2, 3) * 0));
        return graph.Build();
    }

    /// <summary>output = (x + x of the first row)·10⁻³: sums grouped by addresses, made visible.</summary>
    private static OnnxModel DependsOnPlace()
    {
        var graph = new GraphBuilder("depends");
        var x = graph.Input("x", ElementType.Float, -1, 3, 8, 8);
        var t = graph.Input("t", ElementType.Float, -1);
        graph.Output("output", ((x + Ops.Gather(x, graph.Constant([0L], 1))) * 1e-3) + (Ops.Unsqueeze(t, 1, 2, 3) * 0));
        return graph.Build();
    }

    /// <summary>output = x·10⁻³·N: kernels chosen by the batch's size, made visible.</summary>
    private static OnnxModel DependsOnRowCount()
    {
        var graph = new GraphBuilder("depends");
        var x = graph.Input("x", ElementType.Float, -1, 3, 8, 8);
        var t = graph.Input("t", ElementType.Float, -1);
        var count = Ops.ReduceSum((t * 0) + 1, keepDimensions: false, 0);
        graph.Output("output", x * count * 1e-3);
        return graph.Build();
    }
}
