using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>What the reference's function of a case is here, over any interpreter.</summary>
internal static class GoldenNetwork
{
    /// <summary>The outputs that the network itself gives; a classifier's are its logits and its log-probabilities.</summary>
    /// <param name="b">The interpreter.</param>
    /// <param name="golden">A case of the groups blocks, unet or classifier.</param>
    /// <param name="input">Gives the inputs by name.</param>
    /// <exception cref="InvalidDataException">A function that nobody here knows.</exception>
    public static IReadOnlyList<(string Name, T Value)> Forward<T>(INetworkBuilder<T> b, GoldenCase golden, Func<string, T> input)
    {
        switch (golden.Function.Split(';')[0])
        {
            case "nn.timestep_embedding":
                return [.. golden.Outputs.Select(name => (name, TimestepEmbedding.Forward(b, input("t"), int.Parse(name["emb".Length..]))))];
            case "nn.normalization":
                var channels = golden.Config.GetProperty("channels").GetInt32();
                var weight = b.Parameter("weight", Initialization.Ones, channels);
                return [("output", b.GroupNorm(input("x"), golden.Config.GetProperty("groups").GetInt32(), weight, b.Parameter("bias", Initialization.Zeros, channels), default, default))];
            case "unet.ResBlock.forward":
                return [("output", GoldenBlock.ResBlock(golden.Config).Forward(b, "", input("x"), input("emb")))];
            case "unet.AttentionBlock.forward":
                return [("output", GoldenBlock.AttentionBlock(golden.Config).Forward(b, "", input("x")))];
            case "unet.AttentionPool2d.forward":
                return [("output", GoldenBlock.AttentionPool(golden.Config).Forward(b, "", input("x")))];
            case "unet.Upsample.forward":
                return [("output", Resampling.Up(b, "", input("x"), golden.Config.GetProperty("channels").GetInt32(), golden.Config.GetProperty("use_conv").GetBoolean()))];
            case "unet.Downsample.forward":
                return [("output", Resampling.Down(b, "", input("x"), golden.Config.GetProperty("channels").GetInt32(), golden.Config.GetProperty("use_conv").GetBoolean()))];
            case "unet.UNetModel.forward":
                return [("output", UNet.Forward(b, UNetOf(golden), input("x"), input("t"), new() { Label = Label(golden, input) }))];
            case "unet.SuperResModel.forward":
                return [("output", UNet.Forward(b, UNetOf(golden), input("x"), input("t"), new() { Label = Label(golden, input), LowResolution = input("low_res") }))];
            case "unet.EncoderUNetModel.forward":
                var logits = EncoderUNet.Forward(b, ConfigurationJson.ReadEncoderUNetArguments(golden.Config.GetRawText()), input("x"), input("t"));
                return [("logits", logits), ("log_probs", b.LogSoftmax(logits))];
            default:
                throw new InvalidDataException($"{golden.Name} was made by '{golden.Function}', which is not known here.");
        }
    }

    private static UNetConfiguration UNetOf(GoldenCase golden) => ConfigurationJson.ReadUNetArguments(golden.Config.GetRawText());

    private static T? Label<T>(GoldenCase golden, Func<string, T> input) => golden.Inputs.Contains("y") ? input("y") : default;
}
