using Diffusion.Golden;
using Diffusion.Networks.Tests.Golden;

namespace Diffusion.Networks.Tests.Graphs;

public class NetworkModelsTests
{
    private static readonly EncoderUNetConfiguration Encoder = new() { ImageSize = 8, ModelChannels = 32, OutChannels = 5, NumResBlocks = 1, ChannelMult = [1, 1], NumHeadChannels = 16, UseScaleShiftNorm = true, Pool = "attention" };

    private static readonly UNetConfiguration Network = new() { ImageSize = 8, ModelChannels = 32, NumResBlocks = 1, ChannelMult = [1, 1], NumClasses = 4, NumHeads = 2, UseScaleShiftNorm = true };

    [Fact]
    public void UNet_ClassConditional_TakesAndGivesWhatTheRuntimeExpects()
    {
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.Of(Network)));

        Assert.Equal(["x", "t", "y"], model.Inputs.Select(input => input.Name));
        Assert.Equal(["output"], model.Outputs.Select(output => output.Name));
        Assert.Equal(Network, ConfigurationJson.ReadUNet(model.Metadata[NetworkModels.ConfigurationKey]));
        var output = OnnxEvaluation.Run(model, [Images(3), Timesteps(3), new("y", [3], new long[] { 0, 3, 1 })]).Single();
        Assert.Equal([3, 3, 8, 8], output.Shape);
    }

    [Fact]
    public void UNet_WithoutLabels_HasNoLabelInput()
    {
        var unconditional = Network with { NumClasses = null };
        Assert.Equal(["x", "t"], NetworkModels.UNet(unconditional, Weights(NetworkParameters.Of(unconditional))).Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Forward_ToldNoLabelOfThoseItKnows_IsRefused() =>
        Assert.Contains("knows 4 labels", Assert.Throws<ArgumentException>(() => UNet.Forward(new ShapeInterpreter(), Network, [1, 3, 8, 8], [1], new())).Message, StringComparison.Ordinal);

    [Fact]
    public void UNet_ThatEnlarges_IsToldSmallImages()
    {
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.OfSuperResolution(Network)), new LowResolutionShape(3, 4));
        Assert.Equal(["x", "t", "y", "low_res"], model.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void UNet_EveryParameter_IsAWeightOfTheSameName()
    {
        var parameters = NetworkParameters.Of(Network);
        var weights = NetworkModels.UNet(Network, Weights(parameters)).Initializers.Select(weight => weight.Key).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal), weights);
    }

    [Fact]
    public void UNet_SameWeightsTwice_GivesTheSameBytes()
    {
        var weights = Weights(NetworkParameters.Of(Network));
        Assert.Equal(NetworkModels.UNet(Network, weights).ToBytes(), NetworkModels.UNet(Network, weights).ToBytes());
    }

    [Fact]
    public void Judge_AnyBatch_EqualsTheClassifierAtTimestepZero()
    {
        var weights = Weights(NetworkParameters.Of(Encoder));
        var judge = OnnxEvaluation.Run(NetworkModels.Judge(Encoder, weights), [Images(3)]);
        var classifier = OnnxEvaluation.Run(NetworkModels.Classifier(Encoder, weights), [Images(3), new("t", [3], new float[3])]).Single();

        Assert.Equal(["logits", "features"], judge.Select(output => output.Name));
        Assert.Equal([3, 32], judge[1].Shape);
        Assert.All(classifier.Values.Zip(judge[0].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void ClassifierGradient_AlongItself_PredictsTheChangeOfLogProb()
    {
        // A step h along the gradient g changes log p by h·‖g‖² to first order; central differences leave O(h²).
        var weights = Weights(NetworkParameters.Of(Encoder));
        var model = NetworkModels.ClassifierGradient(Encoder, weights);
        var (x, t) = (Images(1), Timesteps(1));
        var y = new NamedTensor("y", [1], new long[] { 2 });
        var at = OnnxEvaluation.Run(model, [x, t, y]);
        var g = at[0].Values;
        Assert.Equal(["gradient", "log_prob"], at.Select(output => output.Name));

        var norm = Math.Sqrt(g.Sum(value => (double)value * value));
        var h = 0.02 / norm;
        double LogProb(double step) => OnnxEvaluation.Run(model, [x with { Values = ((float[])x.Values).Zip(g, (a, b) => (float)(a + (step * b))).ToArray() }, t, y])[1].Values[0];
        Assert.Equal(norm * norm, (LogProb(h) - LogProb(-h)) / (2 * h), 0.01 * norm * norm);
    }

    [Fact]
    public void UNet_WeightMissing_NamesIt()
    {
        var weights = Weights(NetworkParameters.Of(Network));
        weights.Remove("out.2.bias");
        Assert.Contains("out.2.bias", Assert.Throws<WeightsException>(() => NetworkModels.UNet(Network, weights)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UNet_WeightOfAnotherShape_NamesBoth()
    {
        var weights = Weights(NetworkParameters.Of(Network));
        weights["out.2.bias"] = new("out.2.bias", [6], new float[6]);
        var message = Assert.Throws<WeightsException>(() => NetworkModels.UNet(Network, weights)).Message;
        Assert.Contains("[6]", message, StringComparison.Ordinal);
        Assert.Contains("[3]", message, StringComparison.Ordinal);
    }

    private static Dictionary<string, NamedTensor> Weights(IEnumerable<ParameterInfo> parameters) =>
        parameters.Select(Weight).ToDictionary(weight => weight.Name, StringComparer.Ordinal);

    // Nothing is 0, so that every path counts.
    private static NamedTensor Weight(ParameterInfo parameter) =>
        new(parameter.Name, [.. parameter.Shape.Select(size => (long)size)], GeneratedValues.Of(parameter.Name, 5, 0.125, parameter.Initialization == Initialization.Ones ? 1 : 0, (int)parameter.Count));

    private static NamedTensor Images(int count) => new("x", [count, 3, 8, 8], GeneratedValues.Of("x", 1, 1, 0, count * 3 * 64));

    private static NamedTensor Timesteps(int count) => new("t", [count], Enumerable.Range(0, count).Select(i => (i * 300f) + 7).ToArray());
}
