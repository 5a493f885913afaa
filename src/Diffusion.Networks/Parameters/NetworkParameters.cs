namespace Diffusion.Networks;

/// <summary>A network's parameters, listed without making them, in the order in which a forward pass first uses them.</summary>
public static class NetworkParameters
{
    public static IReadOnlyList<ParameterInfo> Of(UNetConfiguration c) =>
        Of(b => UNet.Forward(b, c, Images(c.InChannels, c.ImageSize), Row, new() { Label = Row }));

    public static IReadOnlyList<ParameterInfo> Of(EncoderUNetConfiguration c) =>
        Of(b => EncoderUNet.Forward(b, c, Images(c.InChannels, c.ImageSize), Row));

    /// <summary>Those of a UNet that enlarges, and is told small images of as many channels.</summary>
    public static IReadOnlyList<ParameterInfo> OfSuperResolution(UNetConfiguration c) =>
        Of(b => UNet.Forward(b, c, Images(c.InChannels, c.ImageSize), Row, new() { Label = Row, LowResolution = Images(c.InChannels, c.ImageSize) }));

    /// <summary>Those that <paramref name="forward"/> asks for.</summary>
    public static IReadOnlyList<ParameterInfo> Of(Action<INetworkBuilder<EquatableList<int>>> forward)
    {
        var interpreter = new ShapeInterpreter();
        forward(interpreter);
        return interpreter.Parameters;
    }

    private static EquatableList<int> Row => [1];

    private static EquatableList<int> Images(int channels, int size) => [1, channels, size, size];
}
