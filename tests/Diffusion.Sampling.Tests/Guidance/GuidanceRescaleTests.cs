using Diffusion.Sampling.Tests.Steps;

namespace Diffusion.Sampling.Tests.Guidance;

/// <summary>Lin et al. 2024, eqs. 15 and 16.</summary>
public sealed class GuidanceRescaleTests
{
    private const int Length = 12;

    private static readonly DiffusionModelSettings Model =
        new(NoiseSchedule.Create("cosine", 50), PredictionKind.X0, VarianceKind.FixedSmall);

    /// <summary>The model predicts x₀ and nothing clips it, so the reported x̂₀ is the guided output itself.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void Step_Rescaled_IsTheReferenceInDouble(double phi)
    {
        var step = SamplingPlan.Create(Model, new SamplingOptions
        {
            Steps = "10",
            Thresholding = ThresholdingKind.None,
            Guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = 4, Rescale = phi },
        }).Steps[5];
        float[][] outputs = [Gaussian(1), Gaussian(2)];
        var x = Gaussian(3);
        using var session = new StepSession(Model, 3, 2, 2);
        var x0 = session.Run([.. outputs.Select(output =>
            new StepInput(x, output, new float[Length], new float[Length], step.Coefficients) { ConditionalRow = 0, NullRow = 1 })])[0].X0;

        double[] guided = [.. outputs[0].Zip(outputs[1], (conditional, unconditional) => unconditional + (4 * ((double)conditional - unconditional)))];
        var ratio = Deviation([.. outputs[0].Select(value => (double)value)]) / Deviation(guided);
        Assert.All(guided.Zip(x0), pair => Assert.Equal((phi * ratio * pair.First) + ((1 - phi) * pair.First), pair.Second, 1e-5));
    }

    /// <summary>Outputs without contrast, of which some are rounded means away from 0, have no deviation to bring back.</summary>
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0.1f, 0.1f)]
    [InlineData(0.7f, -0.3f)]
    public void Step_ConstantOutput_IsTheGuidedOutputItself(float conditional, float unconditional)
    {
        var guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = 4 };
        float[] outputs = [conditional, unconditional];
        using var session = new StepSession(Model, 3, 2, 2);
        Assert.Equal(X0(0), X0(0.7));

        float[] X0(double phi)
        {
            var step = SamplingPlan.Create(Model, new SamplingOptions { Steps = "10", Guidance = guidance with { Rescale = phi } }).Steps[5];
            return session.Run([.. outputs.Select(output =>
                new StepInput(Gaussian(3), [.. Enumerable.Repeat(output, Length)], new float[Length], new float[Length], step.Coefficients) { ConditionalRow = 0, NullRow = 1 })])[0].X0;
        }
    }

    [Theory]
    [InlineData(GuidanceKind.ClassifierFree, 1.1)]
    [InlineData(GuidanceKind.ClassifierFree, double.NaN)]
    [InlineData(GuidanceKind.Classifier, 0.5)]
    public void Create_RescaleThatIsNone_IsRefused(GuidanceKind kind, double phi) =>
        Assert.StartsWith("guidance rescale", Assert.Throws<SamplingException>(() => SamplingPlan.Create(
            Model, new SamplingOptions { Guidance = new GuidanceOptions { Kind = kind, Rescale = phi } })).Message);

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));

    private static float[] Gaussian(ulong seed)
    {
        var values = new float[Length];
        PhiloxNoise.Fill(values, seed, 0, NoiseStream.Start, 0);
        return values;
    }
}
