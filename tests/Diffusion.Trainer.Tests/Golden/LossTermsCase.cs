using Diffusion.Golden;
using Diffusion.Sampling;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>Every combination of mean, variance and loss type, with a network that returns what the case gives.</summary>
internal static class LossTermsCase
{
    private static readonly Dictionary<string, LossKind> Kinds = new()
    {
        ["MSE"] = LossKind.Mse,
        ["RESCALED_MSE"] = LossKind.RescaledMse,
        ["KL"] = LossKind.Kl,
        ["RESCALED_KL"] = LossKind.RescaledKl,
    };

    public static LossKind Kind(string lossType) => Kinds[lossType];

    public static void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        foreach (var combination in golden.Outputs.GroupBy(output => output[..output.LastIndexOf('.')]))
        {
            var parts = combination.Key.Split('.');
            var (mean, variance) = (GoldenSampling.Prediction(parts[0]), GoldenSampling.Variance(parts[1]));
            var equations = new DiffusionEquations(new DiffusionModelSettings(GoldenSampling.Schedule(golden), mean, variance), GoldenSampling.Kept(golden));
            Assert.Equal(golden.Json.GetProperty("num_timesteps").GetInt32(), equations.Schedule.Timesteps);

            var (x0, eps, timesteps) = (golden.Floats("x_start"), golden.Floats("noise"), golden.Timesteps());
            var output = golden.Floats($"model_mean_output.{parts[0]}");
            output = variance.IsLearned() ? cat([output, golden.Floats($"model_var_output.{parts[1]}")], 1) : output;
            var terms = new DiffusionLoss(equations, Kind(parts[2])).Of(output, new NoisyImages(x0, eps, equations.Diffuse(x0, eps, timesteps), timesteps));

            // Neither more terms nor fewer.
            Dictionary<string, Tensor?> all = new() { ["loss"] = terms.Loss, ["mse"] = terms.Mse, ["vb"] = terms.Vb };
            Assert.Equal(
                combination.Select(name => name.Split('.')[^1]).Order(StringComparer.Ordinal),
                all.Where(term => term.Value is not null).Select(term => term.Key).Order(StringComparer.Ordinal));
            foreach (var name in combination)
            {
                golden.Check(name, all[name.Split('.')[^1]]!);
            }
        }
    }
}
