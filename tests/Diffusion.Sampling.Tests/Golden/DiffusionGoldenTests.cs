using Diffusion.Golden;
using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Golden;

/// <summary>
/// p(x_{t−1} | x_t) of given network outputs, through SamplingPlan, StepGraph and ONNX Runtime. The graph's output is x_{t−1}, so
/// the mean is read off with noise 0, the variance where the mean is 0 and the gradient 1, its root where the mean is 0 and the
/// noise 1.
/// </summary>
[Trait("Golden", "diffusion")]
public sealed class DiffusionGoldenTests
{
    /// <summary>The forward process belongs to training; ε from x̂₀ is inside the graph and seen in every DDIM step.</summary>
    private static readonly string[] NotHere = ["x_t", "q_mean", "q_variance", "q_log_variance", "eps_from_xstart"];

    public static IEnumerable<object[]> Cases => GoldenFolder.Group("diffusion");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Posterior_GoldenCase_Agrees(string name)
    {
        if (!GoldenTensors.IsCase(name))
        {
            return;
        }

        var golden = GoldenCase.Load(name);
        foreach (var output in golden.Outputs.Except(NotHere))
        {
            Agrees(golden, output, Compute(golden, output));
        }
    }

    private static float[][] Compute(GoldenCase golden, string output) => output.Split('.') switch
    {
        ["p", var prediction, var variance, var clip, "mean"] =>
            [.. Run(golden, prediction, variance, clip, MeanOutput(golden), gradient: 0, noise: 0).Select(result => result.NextX)],
        ["p", var prediction, var variance, var clip, "pred_xstart"] =>
            [.. Run(golden, prediction, variance, clip, MeanOutput(golden), gradient: 0, noise: 0).Select(result => result.X0)],
        ["p", _, var variance, var clip, "variance"] => Variance(golden, variance, clip),
        ["p", _, var variance, var clip, "log_variance"] => LogVariance(golden, variance, clip),
        ["posterior_mean"] =>
            [.. Run(golden, "START_X", "FIXED_SMALL", "clip0", golden.Tensors["x_start"].Row, gradient: 0, noise: 0).Select(result => result.NextX)],
        ["posterior_variance"] => Variance(golden, "FIXED_SMALL", "clip0"),
        ["posterior_log_variance_clipped"] => LogVariance(golden, "FIXED_SMALL", "clip0"),
        _ => throw new NotSupportedException($"{golden.Name} has the unknown output '{output}'."),
    };

    private static float[][] Variance(GoldenCase golden, string variance, string clip) =>
        [.. Run(golden, "PREVIOUS_X", variance, clip, Zeros(golden), gradient: 1, noise: 0).Select(result => result.NextX)];

    private static float[][] LogVariance(GoldenCase golden, string variance, string clip) =>
        [.. Run(golden, "PREVIOUS_X", variance, clip, Zeros(golden), gradient: 0, noise: 1)
            .Select(result => result.NextX.Select(sigma => 2 * MathF.Log(sigma)).ToArray())];

    private static IReadOnlyList<StepResult> Run(
        GoldenCase golden, string prediction, string variance, string clip, Func<int, float[]> meanOutput, float gradient, float noise)
    {
        var model = new DiffusionModelSettings(
            NoiseSchedule.Create(golden.Config.GetProperty("schedule").GetString()!, golden.Config.GetProperty("T").GetInt32()),
            GoldenSampling.Prediction(prediction),
            GoldenSampling.Variance(variance));
        var plan = SamplingPlan.Create(model, new SamplingOptions
        {
            Steps = golden.Config.TryGetProperty("respacing", out var respacing) ? GoldenSampling.Steps(respacing) : "",
            Thresholding = clip == "clip1" ? ThresholdingKind.Static : ThresholdingKind.None,
            Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 1 },
        });
        Assert.Equal(golden.Json.GetProperty("num_timesteps").GetInt32(), plan.Steps.Count);

        int[] shape = [.. golden.Tensors["x_start"].Shape.Select(dimension => (int)dimension)];
        var length = shape[1] * shape[2] * shape[3];
        using var session = new StepSession(model, shape[1], shape[2], shape[3]);
        return session.Run([.. Timesteps(golden).Select((t, row) => new StepInput(
            golden.Tensors["x_t"].Row(row),
            model.Variance.IsLearned() ? [.. meanOutput(row), .. golden.Tensors["model_var_output"].Row(row)] : meanOutput(row),
            [.. Enumerable.Repeat(gradient, length)],
            [.. Enumerable.Repeat(noise, length)],
            plan.Steps[plan.Steps.Count - 1 - (int)t].Coefficients))]);
    }

    private static void Agrees(GoldenCase golden, string output, float[][] actual)
    {
        var reference = golden.Tensors[output];
        if (output.Contains("log_variance"))
        {
            // The last step adds no noise, so its log variance is not seen here.
            foreach (var last in Timesteps(golden).Select((t, row) => (t, row)).Where(entry => entry.t == 0))
            {
                actual[last.row] = reference.Row(last.row);
            }
        }

        golden.Tolerance(output).Check($"{golden.Name}: {output}", actual, reference);
    }

    private static long[] Timesteps(GoldenCase golden) => (long[])golden.Tensors["t"].Values;

    private static Func<int, float[]> MeanOutput(GoldenCase golden) => golden.Tensors["model_mean_output"].Row;

    private static Func<int, float[]> Zeros(GoldenCase golden) => row => new float[golden.Tensors["x_start"].Row(row).Length];
}
