using System.Globalization;
using Diffusion.Trainer.Commands;

namespace Diffusion.Trainer.Import;

/// <summary>
/// Flags of guided-diffusion's and improved-diffusion's scripts, by their names there (<c>--num_channels 192</c>), so that a README's
/// lines can be given as they stand. Every flag has a value from the start: those projects' defaults.
/// </summary>
public sealed class ModelFlags
{
    // These change how a network trains or runs there, not what it is, so that the lines of training and of sampling can be given whole.
    private static readonly string[] WithoutEffect =
    [
        "use_fp16", "classifier_use_fp16", "use_checkpoint", "timestep_respacing", "use_kl", "rescale_learned_sigmas", "rescale_learned_variances",
        "classifier_scale", "classifier_path", "use_ddim", "clip_denoised", "batch_size", "num_samples", "model_path", "base_samples",
        "data_dir", "val_data_dir", "noised", "iterations", "lr", "schedule_sampler", "weight_decay", "anneal_lr", "lr_anneal_steps", "microbatch",
        "ema_rate", "log_interval", "eval_interval", "save_interval", "resume_checkpoint", "fp16_scale_growth",
    ];

    private readonly IReadOnlyDictionary<string, string> values;

    private ModelFlags(IReadOnlyDictionary<string, string> values) => this.values = values;

    /// <summary>guided-diffusion's defaults.</summary>
    public static ModelFlags GuidedDiffusion { get; } = new(Defaults(rescaleTimesteps: "False"));

    /// <summary>improved-diffusion's, which has fewer flags: what it lacks is off here.</summary>
    public static ModelFlags ImprovedDiffusion { get; } = new(Defaults(rescaleTimesteps: "True"));

    /// <summary>All flags in alphabetical order, as a card records them.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => values.OrderBy(flag => flag.Key, StringComparer.Ordinal);

    /// <summary>What such a network predicts, in a card's word.</summary>
    public string Prediction => Bool("predict_xstart") ? "x0" : "epsilon";

    /// <summary>Whether it tells its steps' variances.</summary>
    public bool LearnsVariance => Bool("learn_sigma");

    /// <summary>Where its steps' variances come from, in a card's word.</summary>
    public string Variance => LearnsVariance ? "learnedRange" : Bool("sigma_small") ? "fixedSmall" : "fixedLarge";

    /// <summary>These flags with others in their place.</summary>
    /// <param name="text"><c>--name value</c>, separated by spaces.</param>
    /// <exception cref="TrainerException">An unknown name, or a name without a value.</exception>
    public ModelFlags With(string text)
    {
        var words = ShellWords.Split(text);
        var changed = new Dictionary<string, string>(values, StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
            {
                throw new TrainerException($"'{words[i]}' in '{text}' is no flag with a value. Write flags as in '--image_size 64 --learn_sigma True'.");
            }

            var name = words[i][2..];
            if (values.ContainsKey(name))
            {
                changed[name] = words[i + 1];
            }
            else if (!WithoutEffect.Contains(name))
            {
                throw new TrainerException($"Unknown flag '--{name}'. Use one of: {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}.");
            }
        }

        return new ModelFlags(changed);
    }

    /// <summary>A flag's text.</summary>
    public string Text(string name) => values[name];

    /// <exception cref="TrainerException">The flag is no whole number.</exception>
    public int Int(string name) => int.TryParse(values[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Refused(name, "a whole number");

    /// <exception cref="TrainerException">The flag is no number.</exception>
    public float Single(string name) => float.TryParse(values[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Refused(name, "a number");

    /// <exception cref="TrainerException">The flag is neither.</exception>
    public bool Bool(string name) => values[name].ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "t" or "1" => true,
        "false" or "no" or "n" or "f" or "0" => false,
        _ => throw Refused(name, "True or False"),
    };

    /// <summary>Numbers with commas between them; none for an empty text.</summary>
    /// <exception cref="TrainerException">One is no number.</exception>
    public double[] Numbers(string name) => [.. values[name].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part =>
        double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Refused(name, "numbers with commas between them"))];

    private TrainerException Refused(string name, string what) => new($"--{name} is '{values[name]}'. Set it to {what}.");

    private static Dictionary<string, string> Defaults(string rescaleTimesteps) => new(StringComparer.Ordinal)
    {
        ["image_size"] = "64",
        ["num_channels"] = "128",
        ["num_res_blocks"] = "2",
        ["num_heads"] = "4",
        ["num_heads_upsample"] = "-1",
        ["num_head_channels"] = "-1",
        ["attention_resolutions"] = "16,8",
        ["channel_mult"] = "",
        ["dropout"] = "0.0",
        ["class_cond"] = "False",
        ["use_scale_shift_norm"] = "True",
        ["resblock_updown"] = "False",
        ["use_new_attention_order"] = "False",
        ["large_size"] = "256",
        ["small_size"] = "64",
        ["learn_sigma"] = "False",
        ["sigma_small"] = "False",
        ["diffusion_steps"] = "1000",
        ["noise_schedule"] = "linear",
        ["predict_xstart"] = "False",
        ["rescale_timesteps"] = rescaleTimesteps,
        ["classifier_width"] = "128",
        ["classifier_depth"] = "2",
        ["classifier_attention_resolutions"] = "32,16,8",
        ["classifier_use_scale_shift_norm"] = "True",
        ["classifier_resblock_updown"] = "True",
        ["classifier_pool"] = "attention",

        // Constants there, flags only here.
        ["num_classes"] = "1000",
        ["classifier_num_head_channels"] = "64",
    };
}
