using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>p(x_{t−1} | x_t) = N(Mean, exp(LogVariance)), each [N, C, H, W].</summary>
/// <param name="X0">x̂₀, which belongs to it.</param>
/// <param name="Mean">Of x_{t−1}.</param>
/// <param name="LogVariance">Of each element.</param>
public sealed record ReverseDistribution(Tensor X0, Tensor Mean, Tensor LogVariance);
