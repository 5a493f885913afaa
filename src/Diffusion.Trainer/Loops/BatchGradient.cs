using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>What one step of training computes.</summary>
/// <param name="Losses">Of each example, not weighted [N].</param>
/// <param name="Loss">Their weighted mean, which is minimized.</param>
/// <param name="Gradient">Its gradient, a flat vector of all parameters.</param>
public sealed record BatchGradient(float[] Losses, double Loss, Tensor Gradient);
