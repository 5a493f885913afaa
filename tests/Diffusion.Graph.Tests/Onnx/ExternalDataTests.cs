using Diffusion.Graph.Tests.Reference;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Graph.Tests;

public sealed class ExternalDataTests : IDisposable
{
    private const int Width = 32;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("external-");

    private string ModelPath => Path.Combine(folder.FullName, "model.onnx");

    private string DataPath => ModelPath + OnnxModel.DataSuffix;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Save_TensorsAboveTheLimit_LieBesideTheModel()
    {
        Model().Save(ModelPath, largest: 4 * Width * Width);

        Assert.InRange(new FileInfo(ModelPath).Length, 1, 2000);
        Assert.Equal(4096 + (4 * Width * Width), new FileInfo(DataPath).Length);
        Assert.Equal(Model().ToBytes(), OnnxModel.Load(ModelPath).ToBytes());
    }

    [Fact]
    public void Save_TensorsAtTheLimit_AreOneFile()
    {
        Model().Save(ModelPath, largest: (2 * 4 * Width * Width) + (4 * Width));
        Assert.False(File.Exists(DataPath));
    }

    [Fact]
    public void Save_LoadedModelToAnotherFolder_TakesItsDataWithIt()
    {
        Model().Save(ModelPath, largest: 0);
        var other = folder.CreateSubdirectory("other").FullName;
        OnnxModel.Load(ModelPath).Save(Path.Combine(other, "moved.onnx"), largest: 0);
        File.Delete(DataPath);

        Assert.Equal(Model().ToBytes(), OnnxModel.Load(Path.Combine(other, "moved.onnx")).ToBytes());
    }

    [Fact]
    public void Run_ModelWithData_EqualsTheModelInOneFile()
    {
        Model().Save(ModelPath, largest: 0);
        var x = new float[Width];
        x[3] = 1;
        using var session = new InferenceSession(ModelPath);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x, [1, Width]);
        using var results = session.Run(run, ["x"], [input], ["y"]);

        var direct = OnnxRuntimeEvaluator.Run(Model(), ("x", new NdArray(Array.ConvertAll(x, v => (double)v), 1, Width)))[0];
        Assert.Equal(direct.Data, Array.ConvertAll(results[0].GetTensorDataAsSpan<float>().ToArray(), v => (double)v));
    }

    [Fact]
    public void Import_ModelWithData_HasItsGradient()
    {
        Model().Save(ModelPath, largest: 0);
        var graph = new GraphBuilder("again");
        var y = graph.Import(OnnxModel.Load(ModelPath))["y"];
        graph.Output("gradient", Gradient.Of(y, graph.Inputs.Single()));
        var path = Path.Combine(folder.FullName, "gradient.onnx");
        graph.Build().Save(path, largest: 0);

        // y = x·Aᵀ·Bᵀ + b, so the gradient of its sum is the columns' sums of B·A.
        var (a, b) = (Numbers(1), Numbers(2));
        var gradient = OnnxRuntimeEvaluator.Run(OnnxModel.Load(path), ("x", new NdArray(new double[Width], 1, Width)))[0].Data;
        for (var i = 0; i < Width; i++)
        {
            var expected = 0.0;
            for (var j = 0; j < Width; j++)
            {
                for (var k = 0; k < Width; k++)
                {
                    expected += b[(j * Width) + k] * (double)a[(k * Width) + i];
                }
            }

            Assert.Equal(expected, gradient[i], 1e-4);
        }
    }

    [Fact]
    public void Save_DeferredTensors_AreReadOnceEach()
    {
        var reads = 0;
        var graph = new GraphBuilder("deferred");
        var x = graph.Input("x", ElementType.Float, -1, Width);
        var weight = graph.Initializer("w", TensorData.Deferred(ElementType.Float, Read, Width, Width));
        graph.Output("y", Ops.Linear(x, weight));
        var model = graph.Build();
        Assert.Equal(0, reads);

        model.Save(ModelPath, largest: 0);

        Assert.Equal(1, reads);
        Assert.Equal(Numbers(1), OnnxModel.Load(ModelPath).Initializers.Single().Value.AsSpan<float>().ToArray());

        ReadOnlyMemory<byte> Read()
        {
            reads++;
            return TensorData.Of<float>(Numbers(1), Width, Width).Bytes;
        }
    }

    [Fact]
    public void Load_DataCutShort_IsRefused()
    {
        Model().Save(ModelPath, largest: 0);
        File.WriteAllBytes(DataPath, File.ReadAllBytes(DataPath)[..^1]);
        Assert.Contains("Copy both files again", Assert.Throws<GraphException>(() => OnnxModel.Load(ModelPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DataOutsideTheFolder_IsRefused()
    {
        Model().Save(ModelPath, largest: 0);
        var inner = folder.CreateSubdirectory("inner").FullName;

        // The same length, so that the protobuf stays whole.
        var bytes = File.ReadAllText(ModelPath, System.Text.Encoding.Latin1).Replace("model.onnx.data", "../m.onnx.data_", StringComparison.Ordinal);
        File.Copy(DataPath, Path.Combine(folder.FullName, "m.onnx.data_"));
        File.WriteAllText(Path.Combine(inner, "model.onnx"), bytes, System.Text.Encoding.Latin1);
        Assert.Contains("not a file in the model's folder", Assert.Throws<GraphException>(() => OnnxModel.Load(Path.Combine(inner, "model.onnx"))).Message, StringComparison.Ordinal);
    }

    private static OnnxModel Model()
    {
        var graph = new GraphBuilder("two layers");
        var x = graph.Input("x", ElementType.Float, -1, Width);
        var h = Ops.Linear(x, graph.Initializer("a", Numbers(1), Width, Width));
        graph.Output("y", Ops.Linear(h, graph.Initializer("b", Numbers(2), Width, Width), graph.Initializer("bias", Numbers(3).AsSpan(0, Width), Width)));
        return graph.Build();
    }

    private static float[] Numbers(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Width * Width).Select(_ => random.NextSingle() - 0.5f)];
    }
}
