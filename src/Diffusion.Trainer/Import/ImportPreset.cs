namespace Diffusion.Trainer.Import;

/// <summary>A published checkpoint's flags, as its project's README gives them.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Kind">Which network.</param>
/// <param name="Project">Whose defaults hold where <paramref name="Flags"/> are silent.</param>
/// <param name="Flags">Those that say what the network is and what it was trained to predict.</param>
/// <param name="Checkpoint">The published file; empty where the preset is a project's defaults alone.</param>
public sealed record ImportPreset(string Name, NetworkKind Kind, ModelFlags Project, string Flags, string Checkpoint)
{
    private const string Adm = "--attention_resolutions 32,16,8 --diffusion_steps 1000 --learn_sigma True --resblock_updown True --use_scale_shift_norm True";
    private const string Lsun = $"{Adm} --class_cond False --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2";
    private const string Hybrid = "--num_channels 128 --num_res_blocks 3 --learn_sigma True --diffusion_steps 4000 --noise_schedule cosine";
    private const string HybridCifar = $"{Hybrid} --image_size 32 --dropout 0.3";

    private static readonly ModelFlags Guided = ModelFlags.GuidedDiffusion;
    private static readonly ModelFlags Improved = ModelFlags.ImprovedDiffusion;

    /// <summary>All flags.</summary>
    public ModelFlags ModelFlags => Project.With(Flags);

    public static IReadOnlyList<ImportPreset> All { get; } =
    [
        new("adm-64", NetworkKind.Unet, Guided, $"{Adm} --class_cond True --dropout 0.1 --image_size 64 --noise_schedule cosine --num_channels 192 --num_head_channels 64 --num_res_blocks 3 --use_new_attention_order True", "64x64_diffusion.pt"),
        new("adm-128", NetworkKind.Unet, Guided, $"{Adm} --class_cond True --image_size 128 --noise_schedule linear --num_channels 256 --num_heads 4 --num_res_blocks 2", "128x128_diffusion.pt"),
        new("adm-256", NetworkKind.Unet, Guided, $"{Adm} --class_cond True --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2", "256x256_diffusion.pt"),
        new("adm-256-uncond", NetworkKind.Unet, Guided, $"{Adm} --class_cond False --image_size 256 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2", "256x256_diffusion_uncond.pt"),
        new("adm-512", NetworkKind.Unet, Guided, $"{Adm} --class_cond True --image_size 512 --noise_schedule linear --num_channels 256 --num_head_channels 64 --num_res_blocks 2", "512x512_diffusion.pt"),
        new("lsun-bedroom", NetworkKind.Unet, Guided, $"{Lsun} --dropout 0.1", "lsun_bedroom.pt"),
        new("lsun-cat", NetworkKind.Unet, Guided, $"{Lsun} --dropout 0.1", "lsun_cat.pt"),
        new("lsun-horse", NetworkKind.Unet, Guided, $"{Lsun} --dropout 0.1", "lsun_horse.pt"),
        new("lsun-horse-nodropout", NetworkKind.Unet, Guided, $"{Lsun} --dropout 0.0", "lsun_horse_nodropout.pt"),
        new("adm-64-to-256", NetworkKind.Upsampler, Guided, $"{Adm} --class_cond True --large_size 256 --small_size 64 --noise_schedule linear --num_channels 192 --num_heads 4 --num_res_blocks 2", "64_256_upsampler.pt"),
        new("adm-128-to-512", NetworkKind.Upsampler, Guided, $"{Adm} --attention_resolutions 32,16 --class_cond True --large_size 512 --small_size 128 --noise_schedule linear --num_channels 192 --num_head_channels 64 --num_res_blocks 2", "128_512_upsampler.pt"),
        new("adm-64-classifier", NetworkKind.Classifier, Guided, "--image_size 64 --classifier_depth 4", "64x64_classifier.pt"),
        new("adm-128-classifier", NetworkKind.Classifier, Guided, "--image_size 128", "128x128_classifier.pt"),
        new("adm-256-classifier", NetworkKind.Classifier, Guided, "--image_size 256", "256x256_classifier.pt"),
        new("adm-512-classifier", NetworkKind.Classifier, Guided, "--image_size 512", "512x512_classifier.pt"),
        new("improved-imagenet64", NetworkKind.Unet, Improved, $"{Hybrid} --image_size 64", "imagenet64_uncond_100M_1500K.pt"),
        new("improved-imagenet64-vlb", NetworkKind.Unet, Improved, $"{Hybrid} --image_size 64", "imagenet64_uncond_vlb_100M_1500K.pt"),
        new("improved-imagenet64-cond", NetworkKind.Unet, Improved, $"{Hybrid} --image_size 64 --num_channels 192 --class_cond True --rescale_timesteps False", "imagenet64_cond_270M_250K.pt"),
        new("improved-cifar10", NetworkKind.Unet, Improved, HybridCifar, "cifar10_uncond_50M_500K.pt"),
        new("improved-cifar10-vlb", NetworkKind.Unet, Improved, HybridCifar, "cifar10_uncond_vlb_50M_500K.pt"),
        new("improved-lsun-bedroom", NetworkKind.Unet, Improved, "--image_size 256 --num_channels 128 --num_res_blocks 2 --num_heads 1 --learn_sigma True --use_scale_shift_norm False --attention_resolutions 16 --diffusion_steps 1000 --noise_schedule linear --rescale_timesteps False", "lsun_uncond_100M_1200K_bs128.pt"),
        new("improved-64-to-256", NetworkKind.Upsampler, Improved, "--num_channels 192 --num_res_blocks 2 --learn_sigma True --class_cond True --diffusion_steps 4000 --noise_schedule linear --rescale_timesteps False", "upsample_cond_500K.pt"),
        new("guided-diffusion", NetworkKind.Unet, Guided, "", ""),
        new("guided-diffusion-upsampler", NetworkKind.Upsampler, Guided, "", ""),
        new("guided-diffusion-classifier", NetworkKind.Classifier, Guided, "", ""),
        new("improved-diffusion", NetworkKind.Unet, Improved, "", ""),
        new("improved-diffusion-upsampler", NetworkKind.Upsampler, Improved, "", ""),
    ];

    /// <exception cref="TrainerException">There is none of that name and kind; the message lists those there are.</exception>
    public static ImportPreset Find(string name, params NetworkKind[] kinds) =>
        All.FirstOrDefault(preset => preset.Name == name && kinds.Contains(preset.Kind))
        ?? throw new TrainerException($"Unknown preset '{name}'. Use one of: {string.Join(", ", All.Where(preset => kinds.Contains(preset.Kind)).Select(preset => preset.Name))}.");
}

/// <summary>The kinds of <see cref="ImportPreset"/>.</summary>
public enum NetworkKind
{
    Unet,

    /// <summary>A UNet that also sees a small image.</summary>
    Upsampler,
    Classifier,
}
