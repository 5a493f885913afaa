using static TorchSharp.torch;

namespace Diffusion.Trainer.Objectives;

/// <summary>A UNet's loss from its output.</summary>
/// <param name="equations">Of the chain.</param>
/// <param name="kind">Which.</param>
/// <param name="weight">Of the squared error; null: 1. The bound keeps its own.</param>
public sealed class DiffusionLoss(DiffusionEquations equations, LossKind kind, MinSnrWeight? weight = null)
{
    private readonly VariationalBound bound = new(equations);

    /// <summary>The loss of each image and what it is made of.</summary>
    /// <param name="output">The network's at x_t, [N, C, H, W], or [N, 2C, H, W] where the variance is learned.</param>
    /// <param name="images">What the network saw, and what of.</param>
    /// <param name="target">What it should have predicted [N, C, H, W]; null: <see cref="DiffusionEquations.Target"/>.</param>
    public LossTerms Of(Tensor output, NoisyImages images, Tensor? target = null)
    {
        var timesteps = equations.Schedule.Timesteps;
        if (kind.IsBound())
        {
            var term = Bound(output, images);
            return new LossTerms(kind == LossKind.RescaledKl ? term * timesteps : term);
        }

        var (predicted, variance) = equations.Split(output);
        var mse = PerImage.SquaredError(predicted, target ?? equations.Target(images));
        mse = weight is null ? mse : mse * weight.Of(images.Timesteps);
        if (variance is null)
        {
            return new LossTerms(mse, mse);
        }

        // The bound teaches the variance and must not pull at the mean (Nichol and Dhariwal 2021, section 3.1).
        var vb = Bound(cat([predicted.detach(), variance], 1), images);
        vb = kind == LossKind.RescaledMse ? vb * (timesteps / 1000.0) : vb;
        return new LossTerms(mse + vb, mse, vb);
    }

    private Tensor Bound(Tensor output, NoisyImages images) =>
        bound.Term(equations.Reverse(output, images.Noisy, images.Timesteps, clip: false), images);
}

/// <summary>Losses of the images of a batch, each [N].</summary>
/// <param name="Loss">What is minimized.</param>
/// <param name="Mse">The weighted squared error in it; null where the bound alone is minimized.</param>
/// <param name="Vb">The bound in it, in bits per dimension, scaled; null where the variance is fixed.</param>
public sealed record LossTerms(Tensor Loss, Tensor? Mse = null, Tensor? Vb = null);
