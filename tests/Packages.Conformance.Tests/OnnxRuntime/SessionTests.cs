using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Packages.Conformance.Tests.OnnxRuntime;

[Collection(OnnxRuntimeTests.Name)]
public sealed class SessionTests(OnnxRuntimeFixture fixture)
{
    private static readonly float[] A = [1, 2, 3, 4, 5, 6];
    private static readonly float[] B = [10, 20, 30, 40, 50, 60];

    [Fact]
    public void Metadata_TinyModel_TellsNamesTypesAndShapes()
    {
        var session = fixture.Session;

        Assert.Equal(["a", "b"], session.InputNames);
        Assert.Equal(["sum", "product", "twice"], session.OutputNames);
        Assert.Empty(session.OverridableInitializerMetadata);
        var a = session.InputMetadata["a"];
        Assert.True(a.IsTensor);
        Assert.False(a.IsString);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, a.OnnxValueType);
        Assert.Equal(TensorElementType.Float, a.ElementDataType);
        Assert.Equal(typeof(float), a.ElementType);
        Assert.Equal([-1, 3], a.Dimensions);
        Assert.Equal(["N", ""], a.SymbolicDimensions);
        Assert.Equal([-1, 3], session.OutputMetadata["product"].Dimensions);
    }

    [Fact]
    public void ModelMetadata_TinyModel_TellsWhatTheFileSays()
    {
        var metadata = fixture.Session.ModelMetadata;

        Assert.Equal("conformance", metadata.ProducerName);
        Assert.Equal("tiny", metadata.GraphName);
        Assert.Equal(3, metadata.Version);
        Assert.Equal("testing", metadata.CustomMetadataMap["purpose"]);
    }

    [Fact]
    public void Run_NamedValues_GivesOutputsInTheOrderAsked()
    {
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);
        using var b = OrtValue.CreateTensorValueFromMemory(B, [2, 3]);

        using var results = fixture.Session.Run(options, ["b", "a"], [b, a], ["product", "sum"]);

        Assert.Equal(2, results.Count);
        Assert.Equal([10, 40, 90, 160, 250, 360], results[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([11, 22, 33, 44, 55, 66], results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_Dictionary_IsTheSame()
    {
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);
        using var b = OrtValue.CreateTensorValueFromMemory(B, [2, 3]);

        using var results = fixture.Session.Run(options, new Dictionary<string, OrtValue> { ["a"] = a, ["b"] = b }, ["twice"]);

        Assert.Equal([22, 44, 66, 88, 110, 132], results[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Run_GivenOutputs_WritesIntoThem()
    {
        var sum = new float[6];
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);
        using var b = OrtValue.CreateTensorValueFromMemory(B, [2, 3]);
        using var output = OrtValue.CreateTensorValueFromMemory(sum, [2, 3]);

        fixture.Session.Run(options, ["a", "b"], [a, b], ["sum"], [output]);

        Assert.Equal([11, 22, 33, 44, 55, 66], sum);
    }

    [Fact]
    public void Run_UnknownNames_ThrowsNamingThem()
    {
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);

        var input = Assert.Throws<OnnxRuntimeException>(() => fixture.Session.Run(options, ["c"], [a], ["sum"]));
        var output = Assert.Throws<OnnxRuntimeException>(() => fixture.Session.Run(options, ["a"], [a], ["total"]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", input.Message);
        Assert.Contains("'c'", input.Message);
        Assert.Contains("'total'", output.Message);
    }

    [Fact]
    public void Run_MoreNamesThanValues_ThrowsArgumentException()
    {
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);

        Assert.Throws<ArgumentException>(() => fixture.Session.Run(options, ["a", "b"], [a], ["sum"]));
    }

    [Fact]
    public void Run_MissingInputOrWrongShape_Throws()
    {
        using var options = new RunOptions();
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);
        using var wrong = OrtValue.CreateTensorValueFromMemory(A, [3, 2]);

        Assert.Throws<OnnxRuntimeException>(() => fixture.Session.Run(options, ["a"], [a], ["sum"]));
        var shape = Assert.Throws<OnnxRuntimeException>(() => fixture.Session.Run(options, ["a", "b"], [a, wrong], ["sum"]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", shape.Message);
    }

    [Fact]
    public void Run_Terminated_ThrowsUntilSetBack()
    {
        using var options = new RunOptions { Terminate = true };
        using var a = OrtValue.CreateTensorValueFromMemory(A, [2, 3]);
        using var b = OrtValue.CreateTensorValueFromMemory(B, [2, 3]);

        Assert.Throws<OnnxRuntimeException>(() => fixture.Session.Run(options, ["a", "b"], [a, b], ["sum"]));
        options.Terminate = false;
        using var results = fixture.Session.Run(options, ["a", "b"], [a, b], ["sum"]);

        Assert.False(options.Terminate);
        Assert.Single(results);
    }

    [Fact]
    public async Task Run_FromManyThreadsOnTheSharedPool_KeepsResultsApart()
    {
        using var other = OnnxRuntimeFixture.CreateSession();
        await Parallel.ForAsync(0, 64, (index, _) =>
        {
            using var options = new RunOptions();
            using var a = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((float)index, 300).ToArray(), [100, 3]);
            using var results = (index % 2 == 0 ? fixture.Session : other).Run(options, ["a", "b"], [a, a], ["twice"]);
            Assert.All(results[0].GetTensorDataAsSpan<float>().ToArray(), value => Assert.Equal(4f * index, value));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Constructor_Path_LoadsTheSameModel()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tiny-{Guid.NewGuid():N}-ü.onnx");
        File.WriteAllBytes(path, TinyModel.Bytes);
        try
        {
            using var session = new InferenceSession(path);
            Assert.Equal(fixture.Session.OutputNames, session.OutputNames);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Constructor_MissingFile_ThrowsNoSuchFile()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/nowhere/model.onnx"));

        Assert.StartsWith("[ErrorCode:NoSuchFile]", error.Message);
    }

    [Fact]
    public void Constructor_NotAModel_ThrowsInvalidProtobuf()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3, 4, 5]));

        Assert.StartsWith("[ErrorCode:InvalidProtobuf]", error.Message);
    }

    [Fact]
    public void Constructor_NullPath_Throws() =>
        Assert.ThrowsAny<ArgumentException>(() => new InferenceSession((string)null!));

    [Fact]
    public void Dispose_Twice_IsAllowed()
    {
        var session = OnnxRuntimeFixture.CreateSession();
        session.Dispose();
        session.Dispose();
    }
}
