using Diffusion.Graph;
using Diffusion.Networks.Tests.Golden;

namespace Diffusion.Networks.Tests.Graphs;

public class HalfPrecisionTests
{
    private static readonly UNetConfiguration Network = new()
    {
        ImageSize = 8, ModelChannels = 32, NumResBlocks = 1, ChannelMult = [1, 1], NumClasses = 4, NumHeads = 2, UseScaleShiftNorm = true, AttentionResolutions = [2],
    };

    private static readonly EncoderUNetConfiguration Encoder = new()
    {
        ImageSize = 8, ModelChannels = 32, OutChannels = 5, NumResBlocks = 1, ChannelMult = [1, 1], NumHeadChannels = 16, UseScaleShiftNorm = true, Pool = "attention",
    };

    [Fact]
    public void UNet_Half_StoresTheTorsosLayersInFloat16AndNothingElse()
    {
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.Of(Network)), Precision.Half);

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
        var model = NetworkModels.UNet(Network, Weights(NetworkParameters.Of(Network)), Precision.Half);
        var castToSingle = model.Nodes.Where(n => n.Op == "Cast" && n.Attribute("to", 0L) == (long)ElementType.Float).SelectMany(n => n.Outputs).ToHashSet(StringComparer.Ordinal);
        castToSingle.UnionWith([.. model.Nodes.Where(n => n.Op == "Reshape" && castToSingle.Contains(n.Inputs[0])).SelectMany(n => n.Outputs)]);

        Assert.All(model.Nodes.Where(n => n.Op == "Softmax"), n => Assert.Contains(n.Inputs[0], castToSingle));
        Assert.All(model.Nodes.Where(n => n.Op == "LayerNormalization"), n => Assert.Contains(n.Inputs[0], castToSingle));
    }

    [Fact]
    public void ClassifierGradient_OfTinySlopes_SurvivesFloat16()
    {
        // Slopes of 1e-7 would be rounded to multiples of 6e-8, float16's smallest number.
        var weights = Weights(NetworkParameters.Of(Encoder));
        var last = weights["out.2.c_proj.weight"];
        weights[last.Name] = last with { Values = Array.ConvertAll(last.ToSingles(), value => value * 1e-5f) };

        var single = Gradient(Precision.Single);
        var half = Gradient(Precision.Half);
        var scale = single.Max(Math.Abs);
        Assert.InRange(scale, 1e-9, 1e-5);
        Assert.All(single.Zip(half), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.05 * scale));

        float[] Gradient(Precision precision) =>
            OnnxEvaluation.Run(NetworkModels.ClassifierGradient(Encoder, weights, precision), [Images, new("t", [1], new float[] { 10 }), new("y", [1], new long[] { 2 })])[0].Values;
    }

    [Fact]
    public void Parse_UnknownName_ListsTheKnown()
    {
        Assert.Equal(Precision.Half, Precisions.Parse("fp16"));
        Assert.Equal("fp32", Precision.Single.Name());
        Assert.Contains("fp32, fp16", Assert.Throws<ArgumentException>(() => Precisions.Parse("int8")).Message, StringComparison.Ordinal);
    }

    private static NamedTensor Images => new("x", [1, 3, 8, 8], Values(3 * 64, 7));

    private static Dictionary<string, NamedTensor> Weights(IReadOnlyList<ParameterInfo> parameters) => parameters.ToDictionary(
        parameter => parameter.Name,
        parameter => new NamedTensor(parameter.Name, [.. parameter.Shape.Select(d => (long)d)], Values((int)parameter.Count, parameter.Name.Length)));

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5) * 0.4f)];
    }
}
