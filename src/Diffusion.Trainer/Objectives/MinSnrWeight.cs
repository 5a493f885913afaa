using Diffusion.Sampling;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>
/// min{SNR, γ} as the weight of x̂₀'s squared error, in units of what is predicted (Hang et al. 2023, section 3.4), with
/// SNR = ᾱ_t/(1 − ᾱ_t): timesteps with little noise, whose SNR is above γ, no longer outweigh the rest.
/// </summary>
public sealed class MinSnrWeight
{
    private readonly float[] weights;
    private readonly Device device;

    /// <param name="equations">Of the chain.</param>
    /// <param name="gamma">γ, above 0; 5 is usual.</param>
    /// <exception cref="ArgumentException">The mean of the step before is predicted, whose error is no multiple of x̂₀'s.</exception>
    public MinSnrWeight(DiffusionEquations equations, double gamma)
    {
        device = equations.Device;
        weights = [.. equations.Schedule.AlphaBar.Select(alphaBar =>
        {
            var snr = alphaBar / (1 - alphaBar);
            return (float)(Math.Min(snr, gamma) / ErrorOfX0(equations.Model.Prediction, snr));
        })];
    }

    /// <summary>The weight that settings ask for; null: none.</summary>
    public static MinSnrWeight? Of(TrainingSettings settings, DiffusionEquations equations) =>
        settings.MinSnrGamma is { } gamma ? new MinSnrWeight(equations, gamma) : null;

    /// <summary>[N], for timesteps [N].</summary>
    public Tensor Of(int[] timesteps) => tensor(Array.ConvertAll(timesteps, t => weights[t]), [timesteps.Length], device: device);

    /// <summary>What a squared error of the prediction is of that of x̂₀.</summary>
    private static double ErrorOfX0(PredictionKind prediction, double snr) => prediction switch
    {
        PredictionKind.X0 => 1,

        // x₀ = (x_t − √(1 − ᾱ)·ε)/√ᾱ
        PredictionKind.Epsilon => snr,

        // x₀ = √ᾱ·x_t − √(1 − ᾱ)·v
        PredictionKind.V => snr + 1,

        _ => throw new ArgumentException($"There is no min-SNR weight for the prediction {prediction}.", nameof(prediction)),
    };
}
