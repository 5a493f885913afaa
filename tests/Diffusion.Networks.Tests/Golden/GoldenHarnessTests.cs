using System.Text.Json;
using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

public class GoldenHarnessTests
{
    private static readonly Dictionary<string, NamedTensor> NoTensors = [];

    [Fact]
    public void GeneratedValues_ReadmesSample_IsExact() =>
        Assert.Equal([-0.5957080125808716f, -0.9994806051254272f, -0.4879453182220459f, 0.5228238105773926f], GeneratedValues.Of("out.2.bias", 7, 1, 0, 4));

    [Fact]
    public void Index_EveryCase_IsOneSuites() => GoldenSuites.Check(GoldenFolder.Root);

    [Fact]
    public void Suite_Groups_AreThoseOfItsTests() => Assert.Equal(
        GoldenSuites.GroupsOf(GoldenSuites.Networks).Order(StringComparer.Ordinal),
        GoldenSuites.GroupsIn(typeof(GoldenHarnessTests).Assembly).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("dreams/first", "The golden case 'dreams/first' is of the group 'dreams', which no suite claims.")]
    [InlineData("unet/known", "The golden case 'unet/known' stands twice")]
    public void Check_FolderWithACaseThatIsNoSuites_NamesIt(string name, string message)
    {
        var folder = Directory.CreateTempSubdirectory("golden-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "index.json"), $$"""{"cases": [{"name": "unet/known"}, {"name": "{{name}}"}]}""");
            var error = Assert.Throws<InvalidDataException>(() => GoldenSuites.Check(folder.FullName));
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{\"atol\": 0.1}", 1.09, true)]
    [InlineData("{\"atol\": 0.1}", 1.11, false)]
    [InlineData("{\"atol\": 0.1}", double.NaN, false)]
    [InlineData("{\"atol\": 0.1, \"rtol\": 0.1}", 1.19, true)]
    [InlineData("{\"atol\": 0.1, \"atol_rows\": [1, 0.01]}", 1.05, false)]
    [InlineData("{\"atol\": 0.1, \"atol_rows\": [0.01, 1]}", 1.05, true)]
    [InlineData("{\"atol\": 0.1, \"atol_columns\": [1, 0.01]}", 1.05, false)]
    [InlineData("{\"atol\": 0.1, \"atol_columns\": [0.01, 1]}", 1.05, true)]
    [InlineData("{\"rtol\": 0, \"atol_tensor\": \"each\"}", 1.24, true)]
    [InlineData("{\"rtol\": 0, \"atol_tensor\": \"each\"}", 1.26, false)]
    [InlineData("\"exact\"", 1, true)]
    [InlineData("\"exact\"", 1.0000001, false)]
    public void Tolerance_LastElementMoved_AllowsWhatItSays(string json, double value, bool allowed)
    {
        var tensors = new Dictionary<string, NamedTensor> { ["each"] = new("each", [2, 2], new[] { 0, 0, 0, 0.25 }) };
        var tolerance = GoldenTolerance.Parse(JsonDocument.Parse(json).RootElement, tensors);
        var reference = new NamedTensor("r", [2, 2], new double[] { 1, 1, 1, 1 });
        var error = Record.Exception(() => tolerance.Check("v", [2, 2], [1, 1, 1, value], reference));
        Assert.Equal(allowed, error is null);
    }

    [Fact]
    public void Tolerance_AnotherShape_Fails()
    {
        var tolerance = GoldenTolerance.Parse(JsonDocument.Parse("{\"atol\": 1}").RootElement, NoTensors);
        Assert.Throws<GoldenMismatchException>(() => tolerance.Check("v", [4], new double[4], new NamedTensor("r", [2, 2], new double[4])));
    }

    [Theory]
    [InlineData("\"about\"")]
    [InlineData("{\"rtol\": 1}")]
    public void Tolerance_OfNoKnownForm_Fails(string json) =>
        Assert.Throws<InvalidDataException>(() => GoldenTolerance.Parse(JsonDocument.Parse(json).RootElement, NoTensors));

    [Fact]
    public void Forward_FunctionThatNobodyKnows_Fails()
    {
        var golden = GoldenCase.Parse("blocks/new", "{\"function\": \"unet.NewBlock.forward\", \"inputs\": [], \"outputs\": []}");
        var error = Assert.Throws<InvalidDataException>(() => GoldenParameters.Check(golden));
        Assert.Contains("unet.NewBlock.forward", error.Message, StringComparison.Ordinal);
    }
}
