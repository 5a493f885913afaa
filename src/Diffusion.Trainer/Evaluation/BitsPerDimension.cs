using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Evaluation;

/// <summary>The whole variational bound of images, term by term (Nichol and Dhariwal 2021, section 3; guided-diffusion's calc_bpd_loop).</summary>
/// <param name="equations">Of the chain.</param>
/// <param name="clip">Whether x̂₀ is clipped to [−1, 1].</param>
public sealed class BitsPerDimension(DiffusionEquations equations, bool clip = true)
{
    private readonly VariationalBound bound = new(equations);

    /// <param name="x0">Images [N, C, H, W] in [−1, 1], of 256 values.</param>
    /// <param name="noise">ε ~ N(0, I) [N, C, H, W] of a timestep of the chain.</param>
    /// <param name="network">The UNet's output for x_t and what it sees of t [N].</param>
    /// <param name="stop">Ends it between two timesteps.</param>
    public BoundTerms Measure(Tensor x0, Func<int, Tensor> noise, Func<Tensor, Tensor, Tensor> network, CancellationToken stop = default)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var terms = new BoundTerms(Values(bound.Prior(x0)), (int)x0.shape[0], equations.Schedule.Timesteps);
        for (var t = terms.Timesteps - 1; t >= 0; t--)
        {
            stop.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var timesteps = new int[terms.Images];
            Array.Fill(timesteps, t);
            var eps = noise(t);
            var images = new NoisyImages(x0, eps, equations.Diffuse(x0, eps, timesteps), timesteps);
            var reverse = equations.Reverse(network(images.Noisy, equations.NetworkTimes(timesteps)), images.Noisy, timesteps, clip);
            terms.Add(
                t,
                Values(bound.Term(reverse, images)),
                Values(PerImage.SquaredError(reverse.X0, x0)),
                Values(PerImage.SquaredError(equations.EpsOfX0(reverse.X0, images.Noisy, timesteps), eps)));
        }

        return terms;
    }

    private static float[] Values(Tensor perImage) => perImage.cpu().contiguous().data<float>().ToArray();
}
