using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// The chain of one label, in double: with one Gaussian x̂₀ is linear in x_t, so along each of its axes every step is
/// x_{t−1} = a·x_t + b + σ·z.
/// </summary>
internal sealed class LinearChain(GaussianMixture mixture, int label, SamplingPlan plan)
{
    /// <summary>Where the chain ends that starts from <paramref name="x"/> and sees this noise in its steps.</summary>
    public double[] Run(double[] x, Func<int, double[]> noise)
    {
        var along = mixture.AlongAxes(label, x);
        for (var k = 0; k < plan.Steps.Count; k++)
        {
            var z = mixture.AlongAxes(label, noise(k));
            along = [.. along.Select((value, axis) => Step(k, axis) is var step ? (step.Gain * value) + step.Offset + (step.Sigma * z[axis]) : 0)];
        }

        return mixture.FromAxes(label, along);
    }

    /// <summary>The mean and the covariance at the end, of a start with this mean, and this variance along each axis.</summary>
    public (double[] Mean, double[,] Covariance) Moments(double[] startMean, IEnumerable<double> startVariances)
    {
        var mean = mixture.AlongAxes(label, startMean);
        var variance = startVariances.ToArray();
        for (var axis = 0; axis < mean.Length; axis++)
        {
            for (var k = 0; k < plan.Steps.Count; k++)
            {
                var step = Step(k, axis);
                mean[axis] = (step.Gain * mean[axis]) + step.Offset;
                variance[axis] = (step.Gain * step.Gain * variance[axis]) + (step.Sigma * step.Sigma);
            }
        }

        var covariance = new double[mean.Length, mean.Length];
        var axes = mixture.Axes[label];
        for (var i = 0; i < mean.Length; i++)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                covariance[i, j] = Enumerable.Range(0, mean.Length).Sum(axis => axes[i, axis] * variance[axis] * axes[j, axis]);
            }
        }

        return (mixture.FromAxes(label, mean), covariance);
    }

    private (double Gain, double Offset, double Sigma) Step(int k, int axis)
    {
        var (alphaBar, weights) = StepWeights.Of(plan, k);

        // x̂₀ = μ + √ᾱ·v/(ᾱ·v + 1 − ᾱ)·(x_t − √ᾱ·μ)
        var (v, mean) = (mixture.Variances[label][axis], mixture.AlongAxes(label, mixture.Means[label])[axis]);
        var slope = Math.Sqrt(alphaBar) * v / ((alphaBar * v) + 1 - alphaBar);
        var intercept = mean * (1 - (slope * Math.Sqrt(alphaBar)));

        return ((weights.OfX0 * slope) + weights.OfX, weights.OfX0 * intercept, weights.Sigma);
    }
}
