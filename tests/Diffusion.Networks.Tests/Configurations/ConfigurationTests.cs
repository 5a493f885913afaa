namespace Diffusion.Networks.Tests.Configurations;

public class ConfigurationTests
{
    private static readonly UNetConfiguration Network = new()
    {
        ImageSize = 32,
        ModelChannels = 64,
        OutChannels = 6,
        NumResBlocks = 3,
        AttentionResolutions = [2, 4],
        Dropout = 0.1f,
        ChannelMult = [0.5, 1, 2],
        ConvResample = false,
        NumClasses = 11,
        NumHeads = 2,
        NumHeadChannels = 32,
        NumHeadsUpsample = 4,
        UseScaleShiftNorm = true,
        ResblockUpdown = true,
        UseNewAttentionOrder = true,
    };

    private static readonly EncoderUNetConfiguration Encoder = new() { ImageSize = 32, ModelChannels = 32, OutChannels = 10, AttentionResolutions = [2], NumHeadChannels = 32, Pool = "attention" };

    [Fact]
    public void Json_WrittenAndRead_IsEqual()
    {
        Assert.Equal(Network, ConfigurationJson.ReadUNet(ConfigurationJson.Write(Network)));
        Assert.Equal(Encoder, ConfigurationJson.ReadEncoderUNet(ConfigurationJson.Write(Encoder)));
        Assert.NotEqual(Network, Network with { ChannelMult = [0.5, 1, 4] });
    }

    [Fact]
    public void Json_Written_IsCamelCase() => Assert.Contains("\"attentionResolutions\"", ConfigurationJson.Write(Network), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"imageSize\": 32, \"modelChannels\": 32, \"width\": 3}", "width")]
    [InlineData("{\"imageSize\": 32}", "modelChannels")]
    [InlineData("{\"imageSize\": 32, \"modelChannels\": 32, \"channelMult\": null}", "channelMult")]
    [InlineData("not json", "cannot be read")]
    [InlineData("null", "null")]
    public void Json_UnknownMissingOrForeign_SaysSo(string json, string said) =>
        Assert.Contains(said, Assert.Throws<ConfigurationException>(() => ConfigurationJson.ReadUNet(json)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Problems_GoodConfigurations_HaveNone()
    {
        Assert.Empty(Network.Problems());
        Assert.Empty(Encoder.Problems());
    }

    [Fact]
    public void Problems_EachLimitCrossed_IsNamed()
    {
        Assert.Contains("imageSize is 30", Assert.Single((Network with { ImageSize = 30 }).Problems()), StringComparison.Ordinal);
        Assert.Contains("numResBlocks is 0", Assert.Single((Network with { NumResBlocks = 0 }).Problems()), StringComparison.Ordinal);
        Assert.Contains("dropout is 1", Assert.Single((Network with { Dropout = 1 }).Problems()), StringComparison.Ordinal);
        Assert.Contains("dropout is NaN", Assert.Single((Network with { Dropout = float.NaN }).Problems()), StringComparison.Ordinal);
        Assert.Contains("numClasses is 0", Assert.Single((Network with { NumClasses = 0 }).Problems()), StringComparison.Ordinal);
        Assert.Contains("channelMult has 0", Assert.Single((Network with { ChannelMult = [] }).Problems()), StringComparison.Ordinal);
        Assert.Contains("channelMult[1]·modelChannels is 80", Assert.Single((Network with { ChannelMult = [0.5, 1.25, 2] }).Problems(), problem => problem.Contains("groups", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("attentionResolutions", Assert.Single((Network with { AttentionResolutions = [0, 2, 4] }).Problems()), StringComparison.Ordinal);
        Assert.Contains("numHeads is 3", Assert.Single((Network with { NumHeadChannels = -1, NumHeads = 3, AttentionResolutions = [], NumHeadsUpsample = -1 }).Problems()), StringComparison.Ordinal);
        Assert.Contains("numHeadsUpsample is 3", Assert.Single((Network with { NumHeadChannels = -1, NumHeadsUpsample = 3, AttentionResolutions = [] }).Problems()), StringComparison.Ordinal);
        Assert.Contains("pool is 'max'", Assert.Single((Encoder with { Pool = "max" }).Problems()), StringComparison.Ordinal);
        Assert.Contains("numHeadChannels is -1", Assert.Single((Encoder with { NumHeadChannels = -1 }).Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralProblems_ListsAll()
    {
        var message = Assert.Throws<ConfigurationException>(() => (Network with { ImageSize = 30, NumClasses = 0, Dropout = 2 }).Check()).Message;
        Assert.All(["imageSize", "numClasses", "dropout"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }
}
