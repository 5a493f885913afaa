using Microsoft.Azure.Functions.Worker;
using Microsoft.ML.OnnxRuntime;
using SixLabors.ImageSharp;
using TorchSharp;

namespace Packages.Conformance.Tests.PublicApi;

/// <summary>A stand-in shows nothing that the official package does not show: what compiles with the one compiles with the other.</summary>
public sealed class SubsetTests
{
    [StandInTheory]
    [InlineData("TorchSharp", typeof(torch))]
    [InlineData("Microsoft.ML.OnnxRuntime", typeof(InferenceSession))]
    [InlineData("SixLabors.ImageSharp", typeof(Image))]
    [InlineData("Microsoft.Azure.Functions.Worker", typeof(FunctionAttribute))]
    public void PublicMembers_OfAStandIn_AreASubsetOfTheOfficialOnes(string package, Type oneOfItsTypes)
    {
        var official = OfficialApi.Of(package);
        var types = PublicApi.Types(oneOfItsTypes.Assembly).ToList();
        Assert.NotEmpty(types);
        var missing = types.SelectMany(official.Missing).Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} members of the stand-in are not in the official {package}:\n{string.Join('\n', missing)}");
    }

    [StandInTheory]
    [InlineData(typeof(List<Dictionary<string, int?>>), "List<Dictionary<String, Int32?>>")]
    [InlineData(typeof(Image<SixLabors.ImageSharp.PixelFormats.Rgb24>), "SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgb24>")]
    [InlineData(typeof(float[][]), "Single[][]")]
    public void Name_AType_IsAsTheListsWriteIt(Type type, string name) => Assert.Equal(name, PublicApi.Name(type));
}
