using static TorchSharp.torch;

namespace Diffusion.Trainer.Optimization;

/// <summary>The constants of <see cref="AdamW"/>.</summary>
public sealed record AdamWOptions(double Beta1, double Beta2, double Epsilon, double WeightDecay);

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) over a flat vector. Written out here because
/// its moments are part of a checkpoint.
/// </summary>
public sealed class AdamW(Tensor values, AdamWOptions options) : IDisposable
{
    /// <summary>m: the gradient's moving average.</summary>
    public Tensor FirstMoment { get; } = zeros_like(values).DetachFromDisposeScope();

    /// <summary>v: the squared gradient's moving average.</summary>
    public Tensor SecondMoment { get; } = zeros_like(values).DetachFromDisposeScope();

    /// <summary>Changes the values in place.</summary>
    /// <param name="gradient">Flat, as the values.</param>
    /// <param name="learningRate">α of this step.</param>
    /// <param name="step">Steps before this one, for the moments' correction.</param>
    public void Step(Tensor gradient, double learningRate, int step)
    {
        using var scope = NewDisposeScope();
        var (beta1, beta2) = (options.Beta1, options.Beta2);

        // θ ← θ − α·λ·θ
        values.mul_(1 - (learningRate * options.WeightDecay));

        // m ← β₁·m + (1 − β₁)·g and v ← β₂·v + (1 − β₂)·g²
        FirstMoment.mul_(beta1).add_(gradient, 1 - beta1);
        SecondMoment.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);

        // θ ← θ − α·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵏ) and v̂ = v / (1 − β₂ᵏ)
        var correction1 = 1 - Math.Pow(beta1, step + 1);
        var correction2 = 1 - Math.Pow(beta2, step + 1);
        var denominator = SecondMoment.sqrt().div_(Math.Sqrt(correction2)).add_(options.Epsilon);
        values.addcdiv_(FirstMoment, denominator, -learningRate / correction1);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
