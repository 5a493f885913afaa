using Diffusion.Graph;
using Diffusion.Runtime.Tests.Engine;

namespace Diffusion.Runtime.Tests.Judging;

public sealed class JudgeTests : IDisposable
{
    private const int Length = 3 * 8 * 8;
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);

    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Classify_ManyImages_GivesEachItsLabelInOrder()
    {
        using var judge = new Judge(Model(), Cpu);
        float[][] images = [.. Enumerable.Range(0, 37).Select(index => Enumerable.Repeat(index % 3 == 0 ? 0.5f : -0.5f, Length).ToArray())];

        var labels = judge.Classify(images);

        Assert.Equal(Enumerable.Range(0, 37).Select(index => index % 3 == 0 ? 1 : 0), labels);
    }

    [Fact]
    public void Features_Images_AreTheJudgesOwn()
    {
        using var judge = new Judge(Model(), Cpu);

        var features = judge.Features([Enumerable.Repeat(0.25f, Length).ToArray()]);

        Assert.Equal(0.25f, features.Single().Single(), 1e-6f);
    }

    [Fact]
    public void Classify_NoImages_GivesNone()
    {
        using var judge = new Judge(Model(), Cpu);

        Assert.Empty(judge.Classify([]));
    }

    [Fact]
    public void Classify_ImageOfAnotherSize_SaysWhich()
    {
        using var judge = new Judge(Model(), Cpu);

        Assert.Contains("Image 1 has 5", Assert.Throws<ArgumentException>(() => judge.Classify([new float[Length], new float[5]])).Message);
    }

    [Fact]
    public void Constructor_ModelWithout_SaysSo()
    {
        var model = TestModel.Write(root.Path, MeanJudge());

        Assert.Contains("no judge", Assert.Throws<ModelException>(() => new Judge(model, Cpu)).Message);
    }

    private ModelFolder Model()
    {
        MeanJudge().Save(Path.Combine(root.Path, "judge.onnx"));
        return TestModel.Write(root.Path, MeanJudge(), card => card with
        {
            Classes = ["dark", "light"],
            Files = card.Files with { Judge = ModelFile.Describe(root.Path, "judge.onnx") },
        });
    }

    /// <summary>features = mean of x; logits = (−mean, mean).</summary>
    private static OnnxModel MeanJudge()
    {
        var graph = new GraphBuilder("judge");
        var x = graph.Input("x", ElementType.Float, -1, 3, 8, 8);
        var mean = Ops.Reshape(Ops.ReduceMean(x, keepDimensions: false, 1, 2, 3), -1, 1);
        graph.Output("logits", Ops.Concat(1, -mean, mean));
        graph.Output("features", mean);
        return graph.Build();
    }
}
