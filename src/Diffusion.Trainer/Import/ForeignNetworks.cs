using Diffusion.Networks;

namespace Diffusion.Trainer.Import;

/// <summary>What those projects' <c>create_model</c>, <c>sr_create_model</c> and <c>create_classifier</c> make of flags.</summary>
public static class ForeignNetworks
{
    /// <exception cref="TrainerException">A flag's value is none, or there is no network of that size.</exception>
    /// <exception cref="ConfigurationException">The flags together make no network.</exception>
    public static UNetConfiguration Unet(ModelFlags flags) => Unet(flags, flags.Int("image_size"), ChannelMult(flags, "image_size", narrowAt512: true));

    /// <summary>A super-resolution UNet; its image size is that of its output.</summary>
    /// <inheritdoc cref="Unet(ModelFlags)"/>
    public static UNetConfiguration Upsampler(ModelFlags flags) =>
        Unet(flags, flags.Int("large_size"), ChannelMult(flags, "large_size", narrowAt512: false)) with { UseNewAttentionOrder = false };

    /// <inheritdoc cref="Unet(ModelFlags)"/>
    public static EncoderUNetConfiguration Classifier(ModelFlags flags)
    {
        var size = flags.Int("image_size");
        var configuration = new EncoderUNetConfiguration
        {
            ImageSize = size,
            ModelChannels = flags.Int("classifier_width"),
            OutChannels = flags.Int("num_classes"),
            NumResBlocks = flags.Int("classifier_depth"),
            AttentionResolutions = Rates(flags, "classifier_attention_resolutions", size),
            ChannelMult = new(ChannelMult(flags, "image_size", narrowAt512: true)),
            NumHeadChannels = flags.Int("classifier_num_head_channels"),
            UseScaleShiftNorm = flags.Bool("classifier_use_scale_shift_norm"),
            ResblockUpdown = flags.Bool("classifier_resblock_updown"),
            Pool = flags.Text("classifier_pool"),
        };
        configuration.Check();
        return configuration;
    }

    private static UNetConfiguration Unet(ModelFlags flags, int size, double[] channelMult)
    {
        var configuration = new UNetConfiguration
        {
            ImageSize = size,
            ModelChannels = flags.Int("num_channels"),
            OutChannels = flags.LearnsVariance ? 6 : 3,
            NumResBlocks = flags.Int("num_res_blocks"),
            AttentionResolutions = Rates(flags, "attention_resolutions", size),
            Dropout = flags.Single("dropout"),
            ChannelMult = new(channelMult),
            NumClasses = flags.Bool("class_cond") ? flags.Int("num_classes") : null,
            NumHeads = flags.Int("num_heads"),
            NumHeadChannels = flags.Int("num_head_channels"),
            NumHeadsUpsample = flags.Int("num_heads_upsample"),
            UseScaleShiftNorm = flags.Bool("use_scale_shift_norm"),
            ResblockUpdown = flags.Bool("resblock_updown"),
            UseNewAttentionOrder = flags.Bool("use_new_attention_order"),
        };
        configuration.Check();
        return configuration;
    }

    /// <summary>Widths by image size, where no flag gives them. At 512 pixels the UNet begins at half its width, the upsampler does not.</summary>
    private static double[] ChannelMult(ModelFlags flags, string sizeFlag, bool narrowAt512) => flags.Numbers("channel_mult") is { Length: > 0 } given
        ? given
        : flags.Int(sizeFlag) switch
        {
            512 when narrowAt512 => [0.5, 1, 1, 2, 2, 4, 4],
            256 or 512 => [1, 1, 2, 2, 4, 4],
            128 => [1, 1, 2, 3, 4],
            64 => [1, 2, 3, 4],
            32 => [1, 2, 2, 2],
            var size => throw new TrainerException($"--{sizeFlag} is {size}, for which no widths are known, only for 32, 64, 128, 256 and 512. Set --channel_mult, such as 1,2,2,2."),
        };

    /// <summary>Heights of the images at which attention runs, as downsampling rates.</summary>
    private static EquatableList<int> Rates(ModelFlags flags, string name, int size) => [.. flags.Numbers(name).Select(height => height >= 1 && height <= size
        ? size / (int)height
        : throw new TrainerException($"--{name} has {height}, but heights lie in 1 to the image's {size}. Leave it out."))];
}
