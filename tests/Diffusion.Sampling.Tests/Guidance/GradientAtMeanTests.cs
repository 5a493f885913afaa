using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Guidance;

/// <summary>Dhariwal and Nichol 2021, algorithm 1 as printed: the gradient is taken at μ.</summary>
public sealed class GradientAtMeanTests
{
    private const int Length = 4;

    public static TheoryData<VarianceKind> Variances { get; } = [.. Enum.GetValues<VarianceKind>()];

    /// <summary>A step's two evaluations are μ(x_t) and then μ + s·Σ·g(μ) + √Σ·z, where Σ is the first one's.</summary>
    [Theory]
    [MemberData(nameof(Variances))]
    public void Step_InTwoEvaluations_IsTheMeanThenTheShift(VarianceKind variance)
    {
        const double Scale = 3;
        var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 50), PredictionKind.Epsilon, variance);
        var atMean = Plan(new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = Scale, GradientAt = GradientPoint.Mean });
        var unguided = Plan(GuidanceOptions.None);
        Assert.Equal((2 * unguided.Steps.Count) - 1, atMean.Steps.Count);

        using var session = new StepSession(model, 1, 2, 2);
        var random = new Random(1);
        for (var step = 0; step < unguided.Steps.Count - 1; step++)
        {
            var (first, second) = (atMean.Steps[2 * step], atMean.Steps[(2 * step) + 1]);
            Assert.True(first is { NeedsNetwork: true, NeedsGradient: false, NeedsNoise: false });
            Assert.True(second is { NeedsNetwork: false, NeedsGradient: true, NeedsNoise: true });
            Assert.Equal(unguided.Steps[step + 1].Timestep, second.Timestep);

            var (x, output, gradient, noise) = (Gaussian(Length), Gaussian(variance.IsLearned() ? 2 * Length : Length), Gaussian(Length), Gaussian(Length));
            var coefficients = unguided.Steps[step].Coefficients;
            var mean = session.Run([new StepInput(x, output, gradient, new float[Length], coefficients)])[0].NextX;
            var noisy = session.Run([new StepInput(x, output, gradient, noise, coefficients)])[0].NextX;

            var half = session.Run([new StepInput(x, output, NaNs(), NaNs(), first.Coefficients)])[0];
            Assert.Equal(mean, half.NextX);
            var whole = session.Run([new StepInput(half.NextX, new float[output.Length], gradient, noise, second.Coefficients) { Kept = half.Kept }])[0];
            for (var i = 0; i < Length; i++)
            {
                // √Σ·z is known from the unguided step, so Σ is as well.
                var deviation = (noisy[i] - mean[i]) / noise[i];
                Assert.Equal(noisy[i] + (Scale * deviation * deviation * gradient[i]), whole.NextX[i], 2e-4);
            }
        }

        SamplingPlan Plan(GuidanceOptions guidance) =>
            SamplingPlan.Create(model, new SamplingOptions { Steps = "8", Guidance = guidance });

        float[] Gaussian(int length)
        {
            var values = new float[length];
            PhiloxNoise.Fill(values, (ulong)random.NextInt64(), 0, NoiseStream.Start, 0);
            return values;
        }
    }

    [Fact]
    public void Create_WithoutAMean_IsRefused()
    {
        var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 50), PredictionKind.Epsilon, VarianceKind.FixedSmall);
        var guidance = new GuidanceOptions { Kind = GuidanceKind.Classifier, GradientAt = GradientPoint.Mean };
        Assert.Throws<SamplingException>(() => SamplingPlan.Create(model, new SamplingOptions { Sampler = SamplerKind.Ddim, Guidance = guidance }));
        Assert.Throws<SamplingException>(() => SamplingPlan.Create(model, new SamplingOptions { Guidance = guidance with { Kind = GuidanceKind.ClassifierFree } }));
    }

    private static float[] NaNs() => [.. Enumerable.Repeat(float.NaN, Length)];
}
