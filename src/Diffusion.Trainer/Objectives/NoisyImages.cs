using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>Images, noise, and what the forward process makes of both.</summary>
/// <param name="X0">Clean images [N, C, H, W] in [−1, 1].</param>
/// <param name="Eps">Noise ~ N(0, I) [N, C, H, W].</param>
/// <param name="Noisy">x_t [N, C, H, W].</param>
/// <param name="Timesteps">t of each image [N].</param>
public sealed record NoisyImages(Tensor X0, Tensor Eps, Tensor Noisy, int[] Timesteps);
