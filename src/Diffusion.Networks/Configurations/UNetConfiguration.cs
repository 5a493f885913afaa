namespace Diffusion.Networks;

/// <summary>
/// The shape of a UNet, in guided-diffusion's constructor arguments (Dhariwal and Nichol 2021, section 3 and table 4).
/// </summary>
public sealed record UNetConfiguration
{
    /// <summary>Height and width of the training images in pixels. The network takes any size that its rates divide.</summary>
    public required int ImageSize { get; init; }

    public int InChannels { get; init; } = 3;

    /// <summary>Base width; a multiple of 32, the number of groups of every norm.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>3 for a fixed variance, 6 where the variance is learned too.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Residual blocks at each resolution.</summary>
    public int NumResBlocks { get; init; } = 2;

    /// <summary>Downsampling rates (1, 2, 4, …) at which attention runs. The middle block always has it.</summary>
    public EquatableList<int> AttentionResolutions { get; init; } = [];

    /// <summary>In [0, 1).</summary>
    public float Dropout { get; init; }

    /// <summary>Width at each resolution as a multiple of <see cref="ModelChannels"/>.</summary>
    public EquatableList<double> ChannelMult { get; init; } = [1, 2, 4, 8];

    /// <summary>Whether plain resampling has a convolution of its own.</summary>
    public bool ConvResample { get; init; } = true;

    /// <summary>Rows of the class embedding, a null class included; null: the network knows no labels.</summary>
    public int? NumClasses { get; init; }

    public int NumHeads { get; init; } = 1;

    /// <summary>Channels a head; −1: <see cref="NumHeads"/> decides.</summary>
    public int NumHeadChannels { get; init; } = -1;

    /// <summary>Heads on the way up; −1: as on the way down. Without effect where <see cref="NumHeadChannels"/> is set.</summary>
    public int NumHeadsUpsample { get; init; } = -1;

    /// <summary>AdaGN: the embedding scales and shifts the norm instead of being added.</summary>
    public bool UseScaleShiftNorm { get; init; }

    /// <summary>Residual blocks resample, as in BigGAN.</summary>
    public bool ResblockUpdown { get; init; }

    /// <summary>Channels of qkv as [q, k, v][head] rather than [head][q, k, v].</summary>
    public bool UseNewAttentionOrder { get; init; }
}
