using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Networks;

namespace Diffusion.Sampling.Tests.Golden;

[Trait("Golden", "schedules")]
public sealed class SchedulesGoldenTests
{
    private static readonly Dictionary<string, Func<NoiseSchedule, IReadOnlyList<double>>> Arrays = new()
    {
        ["betas"] = schedule => schedule.Betas,
        ["alphas_cumprod"] = schedule => schedule.AlphaBar,
        ["alphas_cumprod_prev"] = schedule => schedule.AlphaBarPrevious,
        ["alphas_cumprod_next"] = schedule => schedule.AlphaBarNext,
        ["sqrt_alphas_cumprod"] = schedule => schedule.SqrtAlphaBar,
        ["sqrt_one_minus_alphas_cumprod"] = schedule => schedule.SqrtOneMinusAlphaBar,
        ["log_one_minus_alphas_cumprod"] = schedule => schedule.LogOneMinusAlphaBar,
        ["sqrt_recip_alphas_cumprod"] = schedule => schedule.SqrtRecipAlphaBar,
        ["sqrt_recipm1_alphas_cumprod"] = schedule => schedule.SqrtRecipMinusOneAlphaBar,
        ["posterior_variance"] = schedule => schedule.Posterior.Variance,
        ["posterior_log_variance_clipped"] = schedule => schedule.Posterior.LogVarianceClipped,
        ["posterior_mean_coef1"] = schedule => schedule.Posterior.MeanOfX0,
        ["posterior_mean_coef2"] = schedule => schedule.Posterior.MeanOfX,
        ["fixed_large_variance"] = schedule => schedule.Posterior.LargeVariance,
        ["fixed_large_log_variance"] = schedule => schedule.Posterior.LogLargeVariance,
    };

    public static IEnumerable<object[]> Cases => GoldenFolder.Group("schedules");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Schedule_GoldenCase_Agrees(string name)
    {
        if (!GoldenTensors.IsCase(name))
        {
            return;
        }

        var golden = GoldenCase.Load(name);
        if (golden.Json.TryGetProperty("results", out _))
        {
            Edges(golden);
            return;
        }

        var schedule = NoiseSchedule.Create(
            golden.Config.GetProperty("schedule").GetString()!,
            golden.Config.GetProperty("T").GetInt32());
        AllOutputs(golden, schedule);
    }

    internal static void AllOutputs(GoldenCase golden, NoiseSchedule schedule)
    {
        foreach (var output in golden.Outputs)
        {
            var actual = Arrays[output](schedule);
            golden.Tolerance("all").Check($"{golden.Name}: {output}", [actual.Count], [.. actual], golden.Tensors[output]);
        }
    }

    private static void Edges(GoldenCase golden)
    {
        foreach (var result in golden.Json.GetProperty("results").EnumerateArray())
        {
            var timesteps = result.GetProperty("T").GetInt32();
            var betas = NoiseSchedules.Linear(timesteps);
            Check(golden, result, "first_beta", betas[0]);
            Check(golden, result, "last_beta", betas[^1]);
            if (result.GetProperty("constructor_accepts").GetBoolean())
            {
                Check(golden, result, "last_alpha_cumprod", NoiseSchedule.Create("linear", timesteps).AlphaBar[^1]);
            }
            else
            {
                Assert.Throws<SamplingException>(() => NoiseSchedule.Create("linear", timesteps));
            }
        }
    }

    private static void Check(GoldenCase golden, JsonElement result, string key, double actual) =>
        golden.Tolerance("all").Check(key, [1], [actual], new NamedTensor(key, [1], new[] { result.GetProperty(key).GetDouble() }));
}
