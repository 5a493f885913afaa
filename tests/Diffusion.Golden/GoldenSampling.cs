using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Contracts;
using Diffusion.Jobs;
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

    /// <summary>What a job of the case's chain says.</summary>
    /// <exception cref="InvalidDataException">No job can say it.</exception>
    public static JobRequest Job(GoldenCase golden)
    {
        var job = new JsonObject
        {
            ["model"] = "golden",
            ["count"] = 1,
            ["sampler"] = IsInversion(golden) ? "ddim" : golden.Config.GetProperty("sampler").GetString(),
            ["eta"] = Optional(golden.Config, "eta")?.GetDouble() ?? 0,
            ["thresholding"] = Thresholding(golden.Config),
            ["thresholdPercentile"] = Optional(golden.Config, "dynamic_threshold_percentile")?.GetDouble() ?? 0.995,
            ["guidance"] = Guidance(golden),
        };
        var diffusion = golden.Config.GetProperty("diffusion");
        if (Optional(diffusion, "use_timesteps") is { } timesteps)
        {
            job["timesteps"] = JsonNode.Parse(timesteps.GetRawText());
        }
        else
        {
            job["steps"] = Optional(diffusion, "respacing") is { } respacing ? Steps(respacing) : "";
        }

        var reading = JobReader.Read(job.ToJsonString());
        return reading.Problems.Count == 0
            ? reading.Request!
            : throw new InvalidDataException($"No job can say what {golden.Name} asks: {string.Join(" ", reading.Problems)}");
    }

    private static SamplingOptions Options(GoldenCase golden) => JobSampling.Options(Job(golden)) with { StartsFromNoiseAnywhere = true };

    // Dynamic thresholding leaves x₀ in [−1, 1], so that clipping after it changes nothing.
    private static string Thresholding(JsonElement config) =>
        Optional(config, "dynamic_threshold_percentile") is not null ? "dynamic"
        : config.GetProperty("clip_denoised").GetBoolean() ? "static"
        : "none";

    private static JsonObject Guidance(GoldenCase golden)
    {
        var (scale, w) = (ClassifierScale(golden), Optional(golden.Config, "classifier_free_guidance_w")?.GetDouble());
        return (scale, w) switch
        {
            (null, null) => new() { ["kind"] = "none" },
            (null, _) => new() { ["kind"] = "classifierFree", ["scale"] = w + 1 },
            (_, null) => new() { ["kind"] = "classifier", ["scale"] = scale, ["interval"] = "all" },
            _ => new() { ["kind"] = "both", ["scale"] = w + 1, ["classifierScale"] = scale, ["interval"] = "all" },
        };
    }

    private static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
