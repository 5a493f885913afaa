using System.Text.Json;
using Diffusion.Sampling;

namespace Diffusion.Golden;

/// <summary>What a case says about diffusion and sampling, in this project's words.</summary>
public static class GoldenSampling
{
    private static readonly Dictionary<string, PredictionKind> Predictions = new()
    {
        ["EPSILON"] = PredictionKind.Epsilon,
        ["START_X"] = PredictionKind.X0,
        ["PREVIOUS_X"] = PredictionKind.PreviousX,
    };

    private static readonly Dictionary<string, VarianceKind> Variances = new()
    {
        ["FIXED_SMALL"] = VarianceKind.FixedSmall,
        ["FIXED_LARGE"] = VarianceKind.FixedLarge,
        ["LEARNED"] = VarianceKind.Learned,
        ["LEARNED_RANGE"] = VarianceKind.LearnedRange,
    };

    public static PredictionKind Prediction(string meanType) => Predictions[meanType];

    public static VarianceKind Variance(string varType) => Variances[varType];

    /// <summary>Of a case whose configuration says what is predicted.</summary>
    public static DiffusionModelSettings Model(GoldenCase golden)
    {
        var diffusion = golden.Config.GetProperty("diffusion");
        return new DiffusionModelSettings(
            Schedule(golden),
            Prediction(diffusion.GetProperty("mean_type").GetString()!),
            Variance(diffusion.GetProperty("var_type").GetString()!),
            diffusion.GetProperty("rescale_timesteps").GetBoolean());
    }

    /// <summary>Over all T timesteps.</summary>
    public static NoiseSchedule Schedule(GoldenCase golden)
    {
        var diffusion = golden.Config.GetProperty("diffusion");
        return Optional(diffusion, "betas") is { } betas
            ? NoiseSchedule.FromBetas([.. betas.EnumerateArray().Select(beta => beta.GetDouble())])
            : NoiseSchedule.Create(diffusion.GetProperty("schedule").GetString()!, diffusion.GetProperty("T").GetInt32());
    }

    /// <summary>The timesteps that respacing keeps; null where the schedule is used as it is.</summary>
    public static IReadOnlyList<int>? Kept(GoldenCase golden)
    {
        var diffusion = golden.Config.GetProperty("diffusion");
        return Optional(diffusion, "use_timesteps") is { } timesteps ? Integers(timesteps)
            : Optional(diffusion, "respacing") is { } respacing ? TimestepSpacing.Space(Schedule(golden).Timesteps, Steps(respacing))
            : null;
    }

    /// <summary>The chain of a case of the group sampling.</summary>
    public static SamplingPlan Plan(GoldenCase golden) => IsInversion(golden)
        ? SamplingPlan.CreateInversion(Model(golden), Options(golden))
        : SamplingPlan.Create(Model(golden), Options(golden));

    /// <summary>DDIM down again from what was encoded; null where the case encodes nothing.</summary>
    public static SamplingPlan? Decoding(GoldenCase golden) =>
        IsInversion(golden) ? SamplingPlan.Create(Model(golden), Options(golden)) : null;

    /// <summary>As timestep_respacing: a text, or a list of counts.</summary>
    public static string Steps(JsonElement respacing) => respacing.ValueKind == JsonValueKind.Array
        ? string.Join(',', respacing.EnumerateArray())
        : respacing.GetString()!;

    public static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>What the recorded gradients are multiplied by; null where there are none.</summary>
    public static double? ClassifierScale(GoldenCase golden) => Optional(golden.Config, "classifier_scale")?.GetDouble();

    /// <summary>w = s − 1 of classifier-free guidance; 0 where there is none.</summary>
    public static double NullDifference(GoldenCase golden) => Optional(golden.Config, "classifier_free_guidance_w")?.GetDouble() ?? 0;

    private static bool IsInversion(GoldenCase golden) => golden.Config.GetProperty("sampler").GetString() == "ddim_reverse";

    private static SamplingOptions Options(GoldenCase golden)
    {
        var diffusion = golden.Config.GetProperty("diffusion");
        return new SamplingOptions
        {
            Sampler = IsInversion(golden) ? SamplerKind.Ddim : SamplingChoices.Samplers.Find(golden.Config.GetProperty("sampler").GetString()),
            Eta = Optional(golden.Config, "eta")?.GetDouble() ?? 0,
            Steps = Optional(diffusion, "respacing") is { } respacing ? Steps(respacing) : "",
            Timesteps = Optional(diffusion, "use_timesteps") is { } timesteps ? Integers(timesteps) : null,
            Thresholding = Thresholding(golden.Config),
            ThresholdPercentile = Optional(golden.Config, "dynamic_threshold_percentile")?.GetDouble() ?? 0.995,
            Guidance = Guidance(golden.Config),
            StartsFromNoiseAnywhere = true,
        };
    }

    // Dynamic thresholding leaves x₀ in [−1, 1], so that clipping after it changes nothing.
    private static ThresholdingKind Thresholding(JsonElement config) =>
        Optional(config, "dynamic_threshold_percentile") is not null ? ThresholdingKind.Dynamic
        : config.GetProperty("clip_denoised").GetBoolean() ? ThresholdingKind.Static
        : ThresholdingKind.None;

    private static GuidanceOptions Guidance(JsonElement config)
    {
        var scale = Optional(config, "classifier_scale")?.GetDouble();
        var w = Optional(config, "classifier_free_guidance_w")?.GetDouble();
        return (scale, w) switch
        {
            (null, null) => GuidanceOptions.None,
            (null, _) => new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = w.Value + 1 },
            (_, null) => new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = scale.Value, Interval = GuidanceInterval.All },
            _ => new GuidanceOptions { Kind = GuidanceKind.Both, Scale = w.Value + 1, ClassifierScale = scale.Value, Interval = GuidanceInterval.All },
        };
    }

    private static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
