namespace Diffusion.Networks;

/// <summary>The shape of a classifier of noisy images: the UNet's encoder and a pool (guided-diffusion's EncoderUNetModel).</summary>
public sealed record EncoderUNetConfiguration
{
    /// <summary>Height and width in pixels; the attention pool has a position for each pixel of the lowest resolution.</summary>
    public required int ImageSize { get; init; }

    public int InChannels { get; init; } = 3;

    /// <summary>Base width; a multiple of 32.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>Classes.</summary>
    public required int OutChannels { get; init; }

    public int NumResBlocks { get; init; } = 2;

    /// <summary>Downsampling rates at which attention runs.</summary>
    public EquatableList<int> AttentionResolutions { get; init; } = [];

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; init; }

    /// <summary>Width at each resolution as a multiple of <see cref="ModelChannels"/>.</summary>
    public EquatableList<double> ChannelMult { get; init; } = [1, 2, 4, 8];

    public bool ConvResample { get; init; } = true;

    public int NumHeads { get; init; } = 1;

    /// <summary>Channels a head; −1: <see cref="NumHeads"/> decides. The attention pool needs it.</summary>
    public int NumHeadChannels { get; init; } = -1;

    /// <summary>Without effect: an encoder has no way up. Kept for guided-diffusion's argument list.</summary>
    public int NumHeadsUpsample { get; init; } = -1;

    public bool UseScaleShiftNorm { get; init; }

    public bool ResblockUpdown { get; init; }

    public bool UseNewAttentionOrder { get; init; }

    /// <summary>One of <c>adaptive</c>, <c>attention</c>, <c>spatial</c>, <c>spatial_v2</c>.</summary>
    public string Pool { get; init; } = "adaptive";
}
