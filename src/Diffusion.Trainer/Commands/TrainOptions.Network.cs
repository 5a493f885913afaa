using Diffusion.Networks;

namespace Diffusion.Trainer.Commands;

public sealed partial class TrainOptions
{
    private void AddNetworkOptions()
    {
        AddNetwork<int>("--width", "Base width of the network, a multiple of 32.", (c, v) => c with { ModelChannels = v }, (c, v) => c with { ModelChannels = v });
        AddNetwork<int>("--res-blocks", "Residual blocks at each resolution.", (c, v) => c with { NumResBlocks = v }, (c, v) => c with { NumResBlocks = v });
        AddNetwork<double[]>("--multipliers", "Width at each resolution as multiples of the base width.", (c, v) => c with { ChannelMult = [.. v] }, (c, v) => c with { ChannelMult = [.. v] });
        AddNetwork<float>("--dropout", "Dropout inside the network.", (c, v) => c with { Dropout = v }, (c, v) => c with { Dropout = v });
        AddNetwork<int[]>(
            "--attention-rates",
            "Downsampling rates at which attention runs: of 64-pixel pictures 2 4 8 are 32, 16 and 8 pixels, which guided-diffusion's attention_resolutions names.",
            (c, v) => c with { AttentionResolutions = [.. v] },
            (c, v) => c with { AttentionResolutions = [.. v] });
        AddNetwork<int>("--heads", "Attention heads, in place of so many channels a head.", (c, v) => c with { NumHeads = v, NumHeadChannels = -1 }, (c, v) => c with { NumHeads = v, NumHeadChannels = -1 });
        AddNetwork<int>("--head-channels", "Channels of an attention head.", (c, v) => c with { NumHeadChannels = v }, (c, v) => c with { NumHeadChannels = v });
        AddNetwork<bool>("--scale-shift-norm", "Whether the embedding scales and shifts norms (AdaGN) instead of being added.", (c, v) => c with { UseScaleShiftNorm = v }, (c, v) => c with { UseScaleShiftNorm = v });
        AddNetwork<bool>("--resblock-updown", "Whether residual blocks resample, as in BigGAN.", (c, v) => c with { ResblockUpdown = v }, (c, v) => c with { ResblockUpdown = v });
        AddNetwork<bool>("--conv-resample", "Whether plain resampling has a convolution of its own.", (c, v) => c with { ConvResample = v }, (c, v) => c with { ConvResample = v });
        AddNetwork<bool>("--new-attention-order", "Whether attention's channels are parted by query, key and value before heads, as ADM's 64-pixel model has them.", (c, v) => c with { UseNewAttentionOrder = v }, (c, v) => c with { UseNewAttentionOrder = v });
        AddNetwork<string>("--pool", $"How a classifier pools: {string.Join(", ", EncoderUNet.Pools)}.", null, (c, v) => c with { Pool = v });
    }

    private void AddNetwork<T>(
        string name, string description, Func<UNetConfiguration, T, UNetConfiguration>? unet, Func<EncoderUNetConfiguration, T, EncoderUNetConfiguration> encoder) =>
        Add<T>(name, description, (settings, value) => settings switch
        {
            { Unet: { } c } => unet is null ? throw new TrainerException($"{name} is for a classifier. Leave it out.") : settings with { Unet = unet(c, value) },
            { Encoder: { } c } => settings with { Encoder = encoder(c, value) },
            _ => settings,
        });
}
