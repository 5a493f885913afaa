using Diffusion.Sampling;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class DiffusionEquationsTests
{
    private static readonly float[] X0 = [0.5f, -1, 0.25f, 1];
    private static readonly float[] Eps = [1.5f, 0.1f, -0.7f, -2];
    private static readonly int[] Timesteps = [100, 900];

    [Theory]
    [InlineData("linear")]
    [InlineData("cosine")]
    public void Diffuse_TwoImages_EqualsTheDefinition(string schedule)
    {
        var noisy = Values(schedule, PredictionKind.V, (equations, x0, eps) => equations.Diffuse(x0, eps, Timesteps));
        for (var i = 0; i < 4; i++)
        {
            var alphaBar = AlphaBar(schedule, Timesteps[i / 2]);
            Assert.Equal((Math.Sqrt(alphaBar) * X0[i]) + (Math.Sqrt(1 - alphaBar) * Eps[i]), noisy[i], tolerance: 1e-6);
        }
    }

    [Fact]
    public void Target_V_GivesBackTheImageAndTheNoise()
    {
        var noisy = Values("cosine", PredictionKind.V, (equations, x0, eps) => equations.Diffuse(x0, eps, Timesteps));
        var v = Values("cosine", PredictionKind.V, Target);
        for (var i = 0; i < 4; i++)
        {
            // x₀ = √ᾱ·x_t − √(1−ᾱ)·v and ε = √(1−ᾱ)·x_t + √ᾱ·v
            var alphaBar = AlphaBar("cosine", Timesteps[i / 2]);
            Assert.Equal(X0[i], (Math.Sqrt(alphaBar) * noisy[i]) - (Math.Sqrt(1 - alphaBar) * v[i]), tolerance: 1e-6);
            Assert.Equal(Eps[i], (Math.Sqrt(1 - alphaBar) * noisy[i]) + (Math.Sqrt(alphaBar) * v[i]), tolerance: 1e-6);
        }
    }

    [Fact]
    public void Target_EpsilonAndX0_AreWhatTheySay()
    {
        Assert.Equal(Eps, Values("cosine", PredictionKind.Epsilon, Target));
        Assert.Equal(X0, Values("cosine", PredictionKind.X0, Target));
    }

    [Fact]
    public void Target_PreviousX_IsThePosteriorsMean()
    {
        var noisy = Values("cosine", PredictionKind.V, (equations, x0, eps) => equations.Diffuse(x0, eps, Timesteps));
        var target = Values("cosine", PredictionKind.PreviousX, Target);
        for (var i = 0; i < 4; i++)
        {
            // μ̃ = (√ᾱ_{t−1}·β·x₀ + √α·(1 − ᾱ_{t−1})·x_t)/(1 − ᾱ)
            var (alphaBar, previous) = (AlphaBar("cosine", Timesteps[i / 2]), AlphaBar("cosine", Timesteps[i / 2] - 1));
            var alpha = alphaBar / previous;
            var mean = ((Math.Sqrt(previous) * (1 - alpha) * X0[i]) + (Math.Sqrt(alpha) * (1 - previous) * noisy[i])) / (1 - alphaBar);
            Assert.Equal(mean, target[i], tolerance: 1e-6);
        }
    }

    [Theory]
    [InlineData(PredictionKind.Epsilon)]
    [InlineData(PredictionKind.X0)]
    [InlineData(PredictionKind.V)]
    public void ScoreDifference_TwoEstimatesOfOneSample_IsTheSignalTimesTheirDifference(PredictionKind kind)
    {
        // Two pairs (x₀, ε) that meet in one x_t, so their predictions are of the same sample.
        float[] otherX0 = [-0.5f, 0.75f, 0, -1];
        var otherEps = new float[4];
        for (var i = 0; i < 4; i++)
        {
            var alphaBar = AlphaBar("cosine", Timesteps[i / 2]);
            otherEps[i] = (float)(Eps[i] + (Math.Sqrt(alphaBar / (1 - alphaBar)) * (X0[i] - otherX0[i])));
        }

        var difference = Values("cosine", kind, (equations, x0, eps) => equations.ScoreDifference(
            Target(equations, x0, eps), Target(equations, tensor(otherX0, [2, 1, 1, 2]), tensor(otherEps, [2, 1, 1, 2])), Timesteps));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(Math.Sqrt(AlphaBar("cosine", Timesteps[i / 2])) * (X0[i] - otherX0[i]), difference[i], tolerance: 1e-5);
        }
    }

    [Fact]
    public void ScaleScore_IsTheNoiseVarianceTimesTheScore()
    {
        var scaled = Values("linear", PredictionKind.V, (equations, x0, _) => equations.ScaleScore(x0, Timesteps));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal((1 - AlphaBar("linear", Timesteps[i / 2])) * X0[i], scaled[i], tolerance: 1e-6);
        }
    }

    private static Tensor Target(DiffusionEquations equations, Tensor x0, Tensor eps) =>
        equations.Target(new NoisyImages(x0, eps, equations.Diffuse(x0, eps, Timesteps), Timesteps));

    private static double AlphaBar(string schedule, int t)
    {
        var product = 1.0;
        var betas = NoiseSchedules.Table.Find(schedule)(1000);
        for (var s = 0; s <= t; s++)
        {
            product *= 1 - betas[s];
        }

        return product;
    }

    private static float[] Values(string schedule, PredictionKind kind, Func<DiffusionEquations, Tensor, Tensor, Tensor> compute)
    {
        using var scope = NewDisposeScope();
        var equations = new DiffusionEquations(new DiffusionModelSettings(NoiseSchedule.Create(schedule, 1000), kind, VarianceKind.FixedSmall));
        return compute(equations, tensor(X0, [2, 1, 1, 2]), tensor(Eps, [2, 1, 1, 2])).data<float>().ToArray();
    }
}
