using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Golden;

/// <summary>
/// Each recorded step from its recorded x_t, network output, gradient and noise, through SamplingPlan, StepGraph and ONNX Runtime.
/// All steps of a case are rows of one batch.
/// </summary>
public sealed class SamplingGoldenTests
{
    internal static Dictionary<string, PredictionKind> Predictions { get; } = new()
    {
        ["EPSILON"] = PredictionKind.Epsilon,
        ["START_X"] = PredictionKind.X0,
        ["PREVIOUS_X"] = PredictionKind.PreviousX,
    };

    internal static Dictionary<string, VarianceKind> Variances { get; } = new()
    {
        ["FIXED_SMALL"] = VarianceKind.FixedSmall,
        ["FIXED_LARGE"] = VarianceKind.FixedLarge,
        ["LEARNED"] = VarianceKind.Learned,
        ["LEARNED_RANGE"] = VarianceKind.LearnedRange,
    };

    public static IEnumerable<object[]> Cases => GoldenFolder.Group("sampling");

    [Theory]
    [MemberData(nameof(Cases))]
    public void SingleStep_GoldenCase_Agrees(string name)
    {
        if (!GoldenTensors.IsCase(name))
        {
            return;
        }

        var golden = GoldenCase.Load(name);
        var plan = Plan(golden);
        AssertPlan(golden, plan);
        // Cases without such a tolerance are held as whole chains only, by the runtime's tests; their plan is held here.
        if (!golden.Json.GetProperty("tolerance").TryGetProperty("single_step", out var tolerance))
        {
            return;
        }

        // x is [S + 1, N, C, H, W], everything else [S, N, …].
        int[] shape = [.. golden.Tensors["x"].Shape.Select(length => (int)length)];
        using var session = new StepSession(plan.Model, shape[2], shape[3], shape[4]);
        var results = session.Run([.. plan.Steps.SelectMany(step => Rows(golden, plan, step, images: shape[1]))]);

        GoldenTolerance.Parse(tolerance.GetProperty("x"), golden.Tensors)
            .Check($"{name}: x", results.Select(result => result.NextX), golden.Tensors["x"].AfterTheFirst());
        GoldenTolerance.Parse(tolerance.GetProperty("pred_xstart"), golden.Tensors)
            .Check($"{name}: pred_xstart", results.Select(result => result.X0), golden.Tensors["pred_xstart"]);
    }

    private static IEnumerable<StepInput> Rows(GoldenCase golden, SamplingPlan plan, PlannedStep step, int images)
    {
        for (var i = 0; i < images; i++)
        {
            var x = Part("x", i);
            var noise = golden.Tensors.ContainsKey("noise") ? Part("noise", i) : new float[x.Length];
            yield return new StepInput(x, Part("model_output", i), Gradient(i, x.Length), noise, step.Coefficients)
            {
                ThresholdCount = plan.ThresholdCount(x.Length),
            };
        }

        float[] Part(string tensor, int image) => golden.Tensors[tensor].Row(step.Index, image, images);

        // The recorded gradient is scaled already; the graph scales it itself.
        float[] Gradient(int image, int length) => plan.Options.Guidance.Kind == GuidanceKind.Classifier
            ? [.. Part("cond_grad", image).Select(g => (float)(g / plan.Options.Guidance.Scale))]
            : new float[length];
    }

    private static SamplingPlan Plan(GoldenCase golden)
    {
        var config = golden.Config;
        var diffusion = config.GetProperty("diffusion");
        var schedule = Optional(diffusion, "betas") is { } betas
            ? NoiseSchedule.FromBetas([.. betas.EnumerateArray().Select(beta => beta.GetDouble())])
            : NoiseSchedule.Create(diffusion.GetProperty("schedule").GetString()!, diffusion.GetProperty("T").GetInt32());
        var model = new DiffusionModelSettings(
            schedule,
            Predictions[diffusion.GetProperty("mean_type").GetString()!],
            Variances[diffusion.GetProperty("var_type").GetString()!],
            diffusion.GetProperty("rescale_timesteps").GetBoolean());

        var sampler = config.GetProperty("sampler").GetString();
        var options = new SamplingOptions
        {
            Eta = Optional(config, "eta")?.GetDouble() ?? 0,
            Steps = Optional(diffusion, "respacing") is { } respacing ? SpacingGoldenTests.Steps(respacing) : "",
            Timesteps = Optional(diffusion, "use_timesteps") is { } timesteps ? SpacingGoldenTests.Integers(timesteps) : null,
            Thresholding = Thresholding(config),
            ThresholdPercentile = Optional(config, "dynamic_threshold_percentile")?.GetDouble() ?? 0.995,
            Guidance = Guidance(config),
        };
        return sampler == "ddim_reverse"
            ? SamplingPlan.CreateInversion(model, options)
            : SamplingPlan.Create(model, options with { Sampler = SamplingChoices.Samplers.Find(sampler) });
    }

    // Dynamic thresholding leaves x₀ in [−1, 1], so that clipping after it changes nothing.
    private static ThresholdingKind Thresholding(JsonElement config) =>
        Optional(config, "dynamic_threshold_percentile") is not null ? ThresholdingKind.Dynamic
        : config.GetProperty("clip_denoised").GetBoolean() ? ThresholdingKind.Static
        : ThresholdingKind.None;

    private static GuidanceOptions Guidance(JsonElement config)
    {
        if (Optional(config, "classifier_scale") is { } scale)
        {
            return new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = scale.GetDouble(), Interval = GuidanceInterval.All };
        }

        // The recorded output is the combination already: combining it with itself must leave it as it is.
        return Optional(config, "classifier_free_guidance_w") is { } w
            ? new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = w.GetDouble() + 1 }
            : GuidanceOptions.None;
    }

    private static void AssertPlan(GoldenCase golden, SamplingPlan plan)
    {
        var times = golden.Json.GetProperty("timesteps").GetProperty("model");
        Assert.Equal([.. times.EnumerateArray().Select(time => time.GetSingle())], plan.Steps.Select(step => step.NetworkTime));

        var betas = golden.Json.GetProperty("betas_used").EnumerateArray().Select(beta => beta.GetDouble()).ToList();
        Assert.All(betas.Zip(plan.Schedule.Betas), pair => Assert.Equal(pair.First, pair.Second, 1e-12 + (1e-9 * pair.First)));
    }

    private static JsonElement? Optional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
