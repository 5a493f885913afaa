using Diffusion.Trainer.Optimization;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Optimization;

public sealed class AdamWTests
{
    [Fact]
    public void Step_FiveSteps_EqualTheAlgorithmInDoublePrecision()
    {
        var options = new AdamWOptions(Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8, WeightDecay: 0.05);
        double[] expected = [0.5, -1.25, 2];
        var (m, v) = (new double[3], new double[3]);
        using var values = tensor(Array.ConvertAll(expected, value => (float)value), [3]);
        using var optimizer = new AdamW(values, options);

        for (var k = 1; k <= 5; k++)
        {
            var rate = 0.01 * k;
            double[] gradient = [Math.Sin(k), 0.3 * k, -1e-3 / k];
            using var flat = tensor(Array.ConvertAll(gradient, value => (float)value), [3]);
            optimizer.Step(flat, rate, k - 1);
            for (var i = 0; i < 3; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * gradient[i]);
                v[i] = (0.99 * v[i]) + (0.01 * gradient[i] * gradient[i]);
                var (mHat, vHat) = (m[i] / (1 - Math.Pow(0.9, k)), v[i] / (1 - Math.Pow(0.99, k)));
                expected[i] -= rate * ((mHat / (Math.Sqrt(vHat) + 1e-8)) + (0.05 * expected[i]));
            }
        }

        // Float32 against double over five steps of size 0.05.
        Assert.All(expected.Zip(values.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance: 2e-6));
    }

    [Fact]
    public void Apply_LongGradient_IsShortenedToTheLimit()
    {
        using var gradient = tensor(new float[] { 3, -4 }, [2]);
        Assert.Equal(5, GradientClip.Apply(gradient, limit: 1), tolerance: 1e-6);
        Assert.Equal([0.6f, -0.8f], gradient.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(1, GradientClip.Apply(gradient, limit: 0), tolerance: 1e-6);
    }
}
