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
        foreach (var output in golden.Outputs)
        {
            golden.Tolerance(output).Check($"{name}: {output}", Compute(golden, output), golden.Tensors[output]);
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
        ["x_t"] => Noised(golden, golden.Tensors["noise"].Row),
        ["q_mean"] => Noised(golden, Zeros(golden)),
        ["q_variance"] => OfSchedule(golden, (schedule, k) => schedule.SqrtOneMinusAlphaBar[k] * schedule.SqrtOneMinusAlphaBar[k]),
        ["q_log_variance"] => OfSchedule(golden, (schedule, k) => schedule.LogOneMinusAlphaBar[k]),
        ["eps_from_xstart"] => Eps(golden),
        ["posterior_mean"] =>
            [.. Run(golden, "START_X", "FIXED_SMALL", "clip0", golden.Tensors["x_start"].Row, gradient: 0, noise: 0).Select(result => result.NextX)],
        ["posterior_variance"] => Variance(golden, "FIXED_SMALL", "clip0"),
        ["posterior_log_variance_clipped"] => LogVariance(golden, "FIXED_SMALL", "clip0"),
        _ => throw new NotSupportedException($"{golden.Name} has the unknown output '{output}'."),
    };

    private static float[][] Variance(GoldenCase golden, string variance, string clip) =>
        [.. Run(golden, "PREVIOUS_X", variance, clip, Zeros(golden), gradient: 1, noise: 0).Select(result => result.NextX)];

    /// <summary>The last step has a variance too, though it adds no noise: there the noise is switched on, or the schedule says it.</summary>
    private static float[][] LogVariance(GoldenCase golden, string variance, string clip)
    {
        var kind = GoldenSampling.Variance(variance);
        var results = Run(golden, "PREVIOUS_X", variance, clip, Zeros(golden), gradient: 0, noise: 1, (coefficients, t) =>
        {
            if (t == 0)
            {
                var column = kind.IsLearned() ? StepColumn.LearnedSigma : StepColumn.Sigma;
                coefficients[(int)column] = kind.IsLearned() ? 1 : MathF.Exp(0.5f * (float)kind.RangeOfLog(Plan(golden, kind).Schedule, 0).Low);
            }
        });
        return [.. results.Select(result => result.NextX.Select(sigma => 2 * MathF.Log(sigma)).ToArray())];
    }

    /// <summary>√ᾱ_t·x₀ + √(1 − ᾱ_t)·ε of the schedule's arrays; the runtime's tests hold what the engine starts from.</summary>
    private static float[][] Noised(GoldenCase golden, Func<int, float[]> noise)
    {
        var schedule = Plan(golden, VarianceKind.FixedSmall).Schedule;
        return [.. Timesteps(golden).Select((t, row) => Enumerable.Zip(golden.Tensors["x_start"].Row(row), noise(row), (clean, eps) =>
            ((float)schedule.SqrtAlphaBar[(int)t] * clean) + ((float)schedule.SqrtOneMinusAlphaBar[(int)t] * eps)).ToArray())];
    }

    /// <summary>ε alone of what DDIM inversion weighs.</summary>
    private static float[][] Eps(GoldenCase golden) =>
        [.. Run(golden, "START_X", "FIXED_SMALL", "clip0", golden.Tensors["x_start"].Row, gradient: 0, noise: 0, (coefficients, _) =>
            {
                coefficients[(int)StepColumn.X0Weight] = 0;
                coefficients[(int)StepColumn.XWeight] = 0;
                coefficients[(int)StepColumn.EpsWeight] = 1;
            })
            .Select(result => result.NextX)];

    /// <summary>One number a timestep, for every pixel.</summary>
    private static float[][] OfSchedule(GoldenCase golden, Func<NoiseSchedule, int, double> value)
    {
        var schedule = Plan(golden, VarianceKind.FixedSmall).Schedule;
        return [.. Timesteps(golden).Select((t, row) => Enumerable.Repeat((float)value(schedule, (int)t), Zeros(golden)(row).Length).ToArray())];
    }

    private static IReadOnlyList<StepResult> Run(
        GoldenCase golden, string prediction, string variance, string clip, Func<int, float[]> meanOutput, float gradient, float noise,
        Action<float[], long>? change = null)
    {
        var plan = Plan(golden, GoldenSampling.Variance(variance), GoldenSampling.Prediction(prediction), clip == "clip1" ? ThresholdingKind.Static : ThresholdingKind.None);
        var model = plan.Model;
        Assert.Equal(golden.Json.GetProperty("num_timesteps").GetInt32(), plan.Steps.Count);

        int[] shape = [.. golden.Tensors["x_start"].Shape.Select(dimension => (int)dimension)];
        var length = shape[1] * shape[2] * shape[3];
        using var session = new StepSession(model, shape[1], shape[2], shape[3]);
        return session.Run([.. Timesteps(golden).Select((t, row) => new StepInput(
            golden.Tensors["x_t"].Row(row),
            model.Variance.IsLearned() ? [.. meanOutput(row), .. golden.Tensors["model_var_output"].Row(row)] : meanOutput(row),
            [.. Enumerable.Repeat(gradient, length)],
            [.. Enumerable.Repeat(noise, length)],
            Coefficients(t)))]);

        float[] Coefficients(long t)
        {
            float[] coefficients = [.. plan.Steps[plan.Steps.Count - 1 - (int)t].Coefficients];
            change?.Invoke(coefficients, t);
            return coefficients;
        }
    }

    private static SamplingPlan Plan(
        GoldenCase golden, VarianceKind variance, PredictionKind prediction = PredictionKind.X0, ThresholdingKind thresholding = ThresholdingKind.None) =>
        SamplingPlan.Create(
            new DiffusionModelSettings(
                NoiseSchedule.Create(golden.Config.GetProperty("schedule").GetString()!, golden.Config.GetProperty("T").GetInt32()), prediction, variance),
            new SamplingOptions
            {
                Steps = golden.Config.TryGetProperty("respacing", out var respacing) ? GoldenSampling.Steps(respacing) : "",
                Thresholding = thresholding,
                Guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = 1 },
                StartsFromNoiseAnywhere = true,
            });

    private static long[] Timesteps(GoldenCase golden) => (long[])golden.Tensors["t"].Values;

    private static Func<int, float[]> MeanOutput(GoldenCase golden) => golden.Tensors["model_mean_output"].Row;

    private static Func<int, float[]> Zeros(GoldenCase golden) => row => new float[golden.Tensors["x_start"].Row(row).Length];
}
