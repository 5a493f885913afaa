namespace Diffusion.Networks.Tests.Parameters;

public class NetworkParametersTests
{
    [Fact]
    public void Of_Adm64OfGuidedDiffusion_HasItsPublishedCount()
    {
        // ImageNet 64×64: 296 million parameters (Dhariwal and Nichol 2021, table 4).
        var adm64 = new UNetConfiguration
        {
            ImageSize = 64,
            ModelChannels = 192,
            OutChannels = 6,
            NumResBlocks = 3,
            AttentionResolutions = [2, 4, 8],
            ChannelMult = [1, 2, 3, 4],
            NumClasses = 1000,
            NumHeadChannels = 64,
            UseScaleShiftNorm = true,
            ResblockUpdown = true,
            UseNewAttentionOrder = true,
        };
        Assert.Equal(296, Math.Round(NetworkParameters.Of(adm64).Sum(parameter => parameter.Count) / 1e6));
    }

    [Fact]
    public void Of_ConvolutionsThatEndABlock_StartAtZero()
    {
        var network = new UNetConfiguration { ImageSize = 16, ModelChannels = 32, NumResBlocks = 1, ChannelMult = [1, 2], AttentionResolutions = [2] };
        var zero = NetworkParameters.Of(network).Where(parameter => parameter.Initialization == Initialization.Zeros && parameter.Shape.Count > 1).Select(parameter => parameter.Name).ToList();

        Assert.All(zero, name => Assert.Matches("out_layers\\.3\\.weight$|proj_out\\.weight$|^out\\.2\\.weight$", name));
        Assert.Equal(NetworkParameters.Of(network).Count(parameter => parameter.Name.EndsWith("out_layers.3.weight", StringComparison.Ordinal) || parameter.Name.EndsWith("proj_out.weight", StringComparison.Ordinal)) + 1, zero.Count);
    }

    [Fact]
    public void ShapeInterpreter_ParameterAskedForInTwoShapes_Fails()
    {
        var interpreter = new ShapeInterpreter();
        interpreter.Parameter("w", Initialization.Ones, 3);
        Assert.Throws<ArgumentException>(() => interpreter.Parameter("w", Initialization.Ones, 4));
    }

    [Fact]
    public void ShapeInterpreter_ShapesThatDoNotFit_Fail()
    {
        var interpreter = new ShapeInterpreter();
        Assert.Throws<ArgumentException>(() => interpreter.Add([2, 3], [2, 4]));
        Assert.Throws<ArgumentException>(() => interpreter.Reshape([2, 3], 4, 2));
        Assert.Throws<ArgumentException>(() => interpreter.Concat(1, [2, 3], [3, 3]));
        Assert.Throws<ArgumentException>(() => interpreter.MatMul([2, 3], [2, 3]));
    }
}
