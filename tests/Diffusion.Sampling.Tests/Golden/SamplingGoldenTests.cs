using Diffusion.Golden;
using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Golden;

/// <summary>
/// Each recorded step from its recorded x_t, network output, gradient and noise, through SamplingPlan, StepGraph and ONNX Runtime.
/// All steps of a case are rows of one batch.
/// </summary>
[Trait("Golden", "sampling")]
public sealed class SamplingGoldenTests
{
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
        var plan = GoldenSampling.Plan(golden);
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
        float[] Gradient(int image, int length) => GoldenSampling.ClassifierScale(golden) is { } scale
            ? [.. Part("cond_grad", image).Select(g => (float)(g / scale))]
            : new float[length];
    }

    private static void AssertPlan(GoldenCase golden, SamplingPlan plan)
    {
        var times = golden.Json.GetProperty("timesteps").GetProperty("model");
        Assert.Equal([.. times.EnumerateArray().Select(time => time.GetSingle())], plan.Steps.Select(step => step.NetworkTime));

        var betas = golden.Json.GetProperty("betas_used").EnumerateArray().Select(beta => beta.GetDouble()).ToList();
        Assert.All(betas.Zip(plan.Schedule.Betas), pair => Assert.Equal(pair.First, pair.Second, 1e-12 + (1e-9 * pair.First)));
    }
}
