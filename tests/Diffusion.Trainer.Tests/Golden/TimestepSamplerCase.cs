using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>Weights of timesteps after each update of a history, and importance weights.</summary>
internal static class TimestepSamplerCase
{
    public static void Check(GoldenCase golden)
    {
        foreach (var run in golden.Json.GetProperty("second_moment").EnumerateArray())
        {
            var sampler = new SecondMomentTimesteps(
                run.GetProperty("num_timesteps").GetInt32(), run.GetProperty("history_per_term").GetInt32(), run.GetProperty("uniform_prob").GetDouble());
            foreach (var update in run.GetProperty("updates").EnumerateArray())
            {
                sampler.Update(GoldenSampling.Integers(update.GetProperty("timesteps")), Array.ConvertAll(Doubles(update, "losses"), loss => (float)loss));
                CheckValues(golden, "weights", sampler.Weights(), Doubles(update, "weights"));
            }

            CheckImportance(golden, run, sampler);
        }

        var uniform = golden.Json.GetProperty("uniform");
        CheckImportance(golden, uniform, new UniformTimesteps(uniform.GetProperty("num_timesteps").GetInt32()));
    }

    private static void CheckImportance(GoldenCase golden, JsonElement run, ITimestepSampler sampler) => CheckValues(
        golden,
        "importance_weights",
        [.. GoldenSampling.Integers(run.GetProperty("drawn_timesteps")).Select(sampler.Weight)],
        Doubles(run, "importance_weights"));

    private static void CheckValues(GoldenCase golden, string output, double[] actual, double[] expected) =>
        golden.Tolerance(output).Check($"{golden.Name}: {output}", [actual.Length], actual, new(output, [expected.Length], expected));

    private static double[] Doubles(JsonElement json, string key) => [.. json.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];
}
