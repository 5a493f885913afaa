using Diffusion.Graph;

namespace Diffusion.Networks.Tests.Graphs;

public class HalfPrecisionTests
{
    private static readonly UNetConfiguration Network = new()
    {
        ImageSize = 8,
        ModelChannels = 32,
        NumResBlocks = 1,
        ChannelMult = [1, 1],
        NumClasses = 4,
        NumHeads = 2,
        UseScaleShiftNorm = true,
        AttentionResolutions = [2],
    };

    private static readonly EncoderUNetConfiguration Encoder = new()
    {
        ImageSize = 8,
        ModelChannels = 32,
        OutChannels = 5,
        NumResBlocks = 1,
        ChannelMult = [1, 1],
        NumHeadChannels = 16,
        UseScaleShiftNorm = true,
        Pool = "attention",
    };

    [Fact]
    public void UNet_Half_StoresTheTorsosLayersInFloat16AndNothingElse()
    {
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.Of(Network)), precision: Precision.Half);

        var types = model.Initializers.ToDictionary(i => i.Key, i => i.Value.Type);
        foreach (var parameter in NetworkParameters.Of(Network))
        {
            var norm = parameter.Name.Contains("in_layers.0.", StringComparison.Ordinal) || parameter.Name.Contains("out_layers.0.", StringComparison.Ordinal)
                || parameter.Name.Contains(".norm.", StringComparison.Ordinal);
            var torso = parameter.Name.Split('.')[0] is "input_blocks" or "middle_block" or "output_blocks";
            Assert.Equal(torso && !norm ? ElementType.Float16 : ElementType.Float, types[parameter.Name]);
        }

        Assert.All(model.Inputs.Concat(model.Outputs), value => Assert.NotEqual(ElementType.Float16, value.Type));
        Assert.Equal("fp16", model.Metadata[NetworkModels.PrecisionKey]);
    }

    [Fact]
    public void UNet_Half_NormalizesAndWeighsInFloat32()
    {
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.Of(Network)), precision: Precision.Half);
        var castToSingle = model.Nodes.Where(n => n.Op == "Cast" && n.Attribute("to", 0L) == (long)ElementType.Float).SelectMany(n => n.Outputs).ToHashSet(StringComparer.Ordinal);
        castToSingle.UnionWith([.. model.Nodes.Where(n => n.Op == "Reshape" && castToSingle.Contains(n.Inputs[0])).SelectMany(n => n.Outputs)]);

        Assert.All(model.Nodes.Where(n => n.Op == "Softmax"), n => Assert.Contains(n.Inputs[0], castToSingle));
        Assert.All(model.Nodes.Where(n => n.Op == "LayerNormalization"), n => Assert.Contains(n.Inputs[0], castToSingle));
    }

    // By its nodes: ONNX Runtime's CPU computes float16 graphs in float32, so that nothing vanishes there whatever the scale.
    [Fact]
    public void ClassifierGradient_Half_IsComputedLargerAndDividedAtTheEnd()
    {
        var model = NetworkModels.ClassifierGradient(Encoder, Weights(NetworkParameters.Of(Encoder)), Precision.Half);
        var constants = model.Initializers.ToDictionary(i => i.Key, i => i.Value);

        var last = model.Nodes.Single(n => n.Outputs.Contains("gradient"));
        Assert.Equal("Div", last.Op);
        Assert.Equal([1024.0], constants[last.Inputs[1]].ToDoubles());
        Assert.Contains(model.Nodes, n => n.Op == "Mul" && n.Inputs.Contains(last.Inputs[1]));
    }

    [Fact]
    public void Parse_UnknownName_ListsTheKnown()
    {
        Assert.Equal(Precision.Half, Precisions.Parse("fp16"));
        Assert.Equal("fp32", Precision.Single.Name());
        Assert.Contains("fp32, fp16", Assert.Throws<ArgumentException>(() => Precisions.Parse("int8")).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, NamedTensor> Weights(IReadOnlyList<ParameterInfo> parameters) => parameters.ToDictionary(
        parameter => parameter.Name,
        parameter => new NamedTensor(parameter.Name, [.. parameter.Shape.Select(d => (long)d)], Values((int)parameter.Count, parameter.Name.Length)));

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5) * 0.4f)];
    }
}
