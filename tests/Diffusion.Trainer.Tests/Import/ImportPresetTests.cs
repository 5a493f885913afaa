using Diffusion.Networks;
using Diffusion.Trainer.Import;

namespace Diffusion.Trainer.Tests.Import;

public class ImportPresetTests
{
    // Millions of parameters: Dhariwal and Nichol 2021, tables of hyperparameters; of improved-diffusion's upsampler: its README.
    [Theory]
    [InlineData("adm-64", 296)]
    [InlineData("adm-128", 422)]
    [InlineData("adm-256", 554)]
    [InlineData("adm-512", 559)]
    [InlineData("adm-64-to-256", 312)]
    [InlineData("adm-128-to-512", 309)]
    [InlineData("adm-64-classifier", 65)]
    [InlineData("adm-128-classifier", 43)]
    [InlineData("adm-256-classifier", 54)]
    [InlineData("adm-512-classifier", 54)]
    [InlineData("improved-64-to-256", 280)]
    public void Parameters_OfAPreset_AreAsManyAsPublished(string name, int millions)
    {
        var preset = ImportPreset.All.Single(known => known.Name == name);
        Assert.Equal(millions, (int)Math.Round(Parameters(preset).Sum(parameter => parameter.Count) / 1e6));
    }

    [Fact]
    public void All_Names_AreDifferentAndEveryPresetMakesANetwork()
    {
        Assert.Equal(ImportPreset.All.Count, ImportPreset.All.Select(preset => preset.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ImportPreset.All, preset => Assert.NotEmpty(Parameters(preset)));
    }

    [Fact]
    public void Unet_Adm64_IsThatOfTheReadmesFlags()
    {
        var readme = ModelFlags.GuidedDiffusion.With(
            "--attention_resolutions 32,16,8 --class_cond True --diffusion_steps 1000 --dropout 0.1 --image_size 64 --learn_sigma True --noise_schedule cosine " +
            "--num_channels 192 --num_head_channels 64 --num_res_blocks 3 --resblock_updown True --use_new_attention_order True --use_fp16 True --use_scale_shift_norm True");
        Assert.Equal(ForeignNetworks.Unet(readme), ForeignNetworks.Unet(Find("adm-64").ModelFlags));
        Assert.Equal(new UNetConfiguration
        {
            ImageSize = 64,
            ModelChannels = 192,
            OutChannels = 6,
            NumResBlocks = 3,
            AttentionResolutions = [2, 4, 8],
            Dropout = 0.1f,
            ChannelMult = [1, 2, 3, 4],
            NumClasses = 1000,
            NumHeads = 4,
            NumHeadChannels = 64,
            UseScaleShiftNorm = true,
            ResblockUpdown = true,
            UseNewAttentionOrder = true,
        }, ForeignNetworks.Unet(readme));
    }

    [Fact]
    public void Unet_ImprovedCifar10_HasThatProjectsDefaults()
    {
        var flags = Find("improved-cifar10").ModelFlags;
        Assert.Equal(new UNetConfiguration
        {
            ImageSize = 32,
            ModelChannels = 128,
            OutChannels = 6,
            NumResBlocks = 3,
            AttentionResolutions = [2, 4],
            Dropout = 0.3f,
            ChannelMult = [1, 2, 2, 2],
            NumHeads = 4,
            UseScaleShiftNorm = true,
        }, ForeignNetworks.Unet(flags));
        Assert.True(flags.Bool("rescale_timesteps"));
        Assert.Equal(("cosine", 4000), (flags.Text("noise_schedule"), flags.Int("diffusion_steps")));
        Assert.False(Find("adm-64").ModelFlags.Bool("rescale_timesteps"));
    }

    [Fact]
    public void With_TheLineOfATraining_TakesWhatTheNetworkIs()
    {
        const string Line = "--data_dir 'my pictures' --lr 1e-4 --batch_size 128 --microbatch 16 --schedule_sampler loss-second-moment --ema_rate 0.9999,0.999 --weight_decay 0.0 "
            + "--lr_anneal_steps 0 --log_interval 10 --save_interval 10000 --resume_checkpoint model.pt --use_fp16 False --fp16_scale_growth 1e-3 --use_checkpoint False "
            + "--use_kl False --rescale_learned_sigmas True --image_size 32 --num_channels 96";
        var network = ForeignNetworks.Unet(ModelFlags.ImprovedDiffusion.With(Line));
        Assert.Equal((32, 96), (network.ImageSize, network.ModelChannels));
        Assert.Equal(ModelFlags.GuidedDiffusion.All, ModelFlags.GuidedDiffusion.With("--iterations 300000 --anneal_lr True --noised True --val_data_dir x --eval_interval 5").All);
    }

    [Theory]
    [InlineData("--image_sise 64", "Unknown flag '--image_sise'. Use one of: attention_resolutions,")]
    [InlineData("--image_size", "no flag with a value")]
    [InlineData("image_size 64", "no flag with a value")]
    public void With_WrongFlags_SaysWhich(string flags, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrainerException>(() => ModelFlags.GuidedDiffusion.With(flags)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--image_size sixty", "--image_size is 'sixty'. Set it to a whole number")]
    [InlineData("--learn_sigma maybe", "True or False")]
    [InlineData("--image_size 48", "for which no widths are known")]
    [InlineData("--attention_resolutions 0,8", "--attention_resolutions has 0")]
    [InlineData("--channel_mult 1,x", "numbers with commas")]
    [InlineData("--dropout much", "Set it to a number")]
    public void Unet_WrongValue_SaysWhatToDo(string flags, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrainerException>(() => ForeignNetworks.Unet(ModelFlags.GuidedDiffusion.With(flags))).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_PresetOfAnotherKind_ListsThoseThatFit()
    {
        var error = Assert.Throws<TrainerException>(() => ImportPreset.Find("adm-64", NetworkKind.Classifier));
        Assert.Contains("adm-64-classifier, adm-128-classifier", error.Message, StringComparison.Ordinal);
    }

    private static ImportPreset Find(string name) => ImportPreset.All.Single(preset => preset.Name == name);

    private static IReadOnlyList<ParameterInfo> Parameters(ImportPreset preset) => preset.Kind switch
    {
        NetworkKind.Unet => NetworkParameters.Of(ForeignNetworks.Unet(preset.ModelFlags)),
        NetworkKind.Upsampler => NetworkParameters.OfSuperResolution(ForeignNetworks.Upsampler(preset.ModelFlags)),
        _ => NetworkParameters.Of(ForeignNetworks.Classifier(preset.ModelFlags)),
    };
}
