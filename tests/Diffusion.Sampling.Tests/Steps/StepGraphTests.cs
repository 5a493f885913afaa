namespace Diffusion.Sampling.Tests.Steps;

/// <summary>The step graph against the papers' equations and against itself. Images are [2, 2, 3].</summary>
public sealed class StepGraphTests
{
    private const int Channels = 2;
    private const int Height = 2;
    private const int Width = 3;
    private const int Length = Channels * Height * Width;

    private static readonly float[] NaNs = [.. Enumerable.Repeat(float.NaN, Length)];

    public static TheoryData<VarianceKind> Variances { get; } = [.. Enum.GetValues<VarianceKind>()];

    /// <summary>
    /// All samplers, predictions, guidances and thresholds, each step of each plan a row of the same batch. Tolerance: float
    /// rounding, at most about 50 times amplified where ᾱ is small.
    /// </summary>
    [Theory]
    [MemberData(nameof(Variances))]
    public void Step_EveryKindInOneBatch_IsTheReferenceInDouble(VarianceKind variance)
    {
        var random = new Random(1);
        var cases = new List<(ReferenceStep Reference, StepInput Input)>();
        foreach (var prediction in Enum.GetValues<PredictionKind>())
        {
            foreach (var options in EveryOptions())
            {
                var model = Model(prediction, variance);
                var plan = SamplingPlan.Create(model, options);
                foreach (var step in plan.Steps)
                {
                    var secondVariance = plan.Schedule.Posterior.Variance[1];
                    var k = plan.Schedule.AlphaBar.ToList().IndexOf(step.AlphaBar);
                    var reference = new ReferenceStep(model, options, step.AlphaBar, plan.Schedule.AlphaBarPrevious[k], secondVariance)
                    {
                        AlphaBarBefore = step.Index == 0 ? null : plan.Steps[step.Index - 1].AlphaBar,
                        IsCorrection = step.AlphaBarNext == step.AlphaBar,
                    };
                    cases.Add((reference, Input(random, model, step) with { Kept = StepInput.Gaussian(random, Length) }));
                }
            }
        }

        // Each case is a pair of rows: the first sees the label, the second the null class.
        var rows = cases.SelectMany((pair, index) => new[]
        {
            pair.Input with { ConditionalRow = 2 * index, NullRow = (2 * index) + 1, WeakOutput = StepInput.Gaussian(random, pair.Input.Output.Length) },
            pair.Input with { Output = StepInput.Gaussian(random, pair.Input.Output.Length), ConditionalRow = 2 * index, NullRow = (2 * index) + 1 },
        }).ToList();
        using var session = new StepSession(Model(PredictionKind.Epsilon, variance), Channels, Height, Width, hasWeakNetwork: true);
        var results = session.Run(rows);

        for (var index = 0; index < cases.Count; index++)
        {
            var (reference, input) = cases[index];
            var other = reference.Options.Guidance.Kind == GuidanceKind.Autoguidance ? rows[2 * index].WeakOutput! : rows[(2 * index) + 1].Output;
            var s = Limit(reference, input, other);
            for (var i = 0; i < Length; i++)
            {
                var learned = variance.IsLearned() ? input.Output[Length + i] : 0;
                var (nextX, x0) = reference.Take(input.X[i], input.Output[i], other[i], learned, input.Gradient[i], input.Noise[i], input.Kept![i], s);
                Close(nextX, results[2 * index].NextX[i], reference);
                Close(x0, results[2 * index].X0[i], reference);
            }

            Assert.Equal(results[2 * index].NextX, results[(2 * index) + 1].NextX);
            Assert.Equal(results[2 * index].X0, results[(2 * index) + 1].X0);
        }
    }

    [Theory]
    [InlineData(SamplerKind.Ddpm)]
    [InlineData(SamplerKind.Ddim)]
    public void Classifier_ScaleZero_IsTheUnguidedStepWhateverTheGradient(SamplerKind sampler)
    {
        foreach (var variance in Enum.GetValues<VarianceKind>())
        {
            var random = new Random(4);
            var model = Model(PredictionKind.Epsilon, variance);
            var guided = SamplingPlan.Create(model, Guided(sampler, GuidanceKind.Classifier, 0));
            var plain = SamplingPlan.Create(model, Guided(sampler, GuidanceKind.None, 3));
            using var session = Session(variance);
            foreach (var (first, second) in guided.Steps.Zip(plain.Steps))
            {
                var input = Input(random, model, first);
                var results = session.Run([input with { Gradient = NaNs }, input with { Coefficients = second.Coefficients }]);
                Assert.Equal(results[1].NextX, results[0].NextX);
                Assert.Equal(results[1].X0, results[0].X0);
            }
        }
    }

    [Theory]
    [InlineData(SamplerKind.Ddpm)]
    [InlineData(SamplerKind.Ddim)]
    public void Step_NoiseNotNeeded_IgnoresIt(SamplerKind sampler)
    {
        var random = new Random(5);
        foreach (var variance in Enum.GetValues<VarianceKind>())
        {
            var model = Model(PredictionKind.V, variance);
            using var session = Session(variance);
            foreach (var step in SamplingPlan.Create(model, new SamplingOptions { Sampler = sampler, Steps = "10" }).Steps)
            {
                var result = session.Run([Input(random, model, step) with { Noise = NaNs }])[0];
                Assert.Equal(step.NeedsNoise, result.NextX.Any(float.IsNaN));
            }
        }
    }

    /// <summary>A row has the same bytes alone, in any batch and at any place.</summary>
    [Fact]
    public void Step_RowInAnyBatch_HasTheSameBytes()
    {
        var random = new Random(6);
        var rows = EveryOptions()
            .SelectMany(options => SamplingPlan.Create(Model(PredictionKind.Epsilon, VarianceKind.LearnedRange), options).Steps)
            .Select(step => Input(random, Model(PredictionKind.Epsilon, VarianceKind.LearnedRange), step))
            .ToList();
        using var session = Session(VarianceKind.LearnedRange);
        var together = session.Run(rows);
        var reversed = session.Run([.. rows.AsEnumerable().Reverse()]);
        for (var row = 0; row < rows.Count; row++)
        {
            Assert.Equal(together[row].NextX, reversed[rows.Count - 1 - row].NextX);
            Assert.Equal(together[row].NextX, session.Run([rows[row]])[0].NextX);
        }
    }

    /// <summary>What an image's x̂₀ is clipped to, from the sorted |x̂₀| themselves.</summary>
    private static double Limit(ReferenceStep reference, StepInput input, float[] other)
    {
        if (reference.Options.Thresholding != ThresholdingKind.Dynamic)
        {
            return reference.Options.Thresholding == ThresholdingKind.Static ? 1 : double.PositiveInfinity;
        }

        double[] sorted = [.. Enumerable.Range(0, Length)
            .Select(i => Math.Abs(reference.UnthresholdedX0(input.X[i], input.Output[i], other[i], input.Gradient[i])))
            .Order()];
        var position = reference.Options.ThresholdPercentile * (Length - 1);
        var below = (int)position;
        return Math.Max(1, sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])));
    }

    private static IEnumerable<SamplingOptions> EveryOptions()
    {
        foreach (var thresholding in Enum.GetValues<ThresholdingKind>())
        {
            foreach (var kind in Enum.GetValues<GuidanceKind>())
            {
                yield return Guided(SamplerKind.Ddpm, kind, 2.5) with { Thresholding = thresholding };
                yield return Guided(SamplerKind.Ddim, kind, 2.5) with { Thresholding = thresholding };
                yield return Guided(SamplerKind.Ddim, kind, 0.5) with { Thresholding = thresholding, Eta = 0.7 };
                yield return Guided(SamplerKind.DpmSolver2M, kind, 2.5) with { Thresholding = thresholding };
                yield return Guided(SamplerKind.Heun, kind, 2.5) with { Thresholding = thresholding };
            }
        }
    }

    private static SamplingOptions Guided(SamplerKind sampler, GuidanceKind kind, double scale) => new()
    {
        Sampler = sampler,
        Steps = "10",
        StartTimestep = 46,
        ThresholdPercentile = 0.8,
        Guidance = new GuidanceOptions { Kind = kind, Scale = scale, ClassifierScale = 1.5 },
    };

    private static DiffusionModelSettings Model(PredictionKind prediction, VarianceKind variance) =>
        new(NoiseSchedule.Create("cosine", 50), prediction, variance);

    private static StepSession Session(VarianceKind variance) => new(Model(PredictionKind.Epsilon, variance), Channels, Height, Width);

    private static StepInput Input(Random random, DiffusionModelSettings model, PlannedStep step) => StepInput.Draw(random, model, step, Length);

    private static void Close(double expected, double actual, ReferenceStep reference) =>
        Assert.True(
            Math.Abs(expected - actual) <= 2e-5 + (1e-5 * Math.Abs(expected)),
            $"{actual} instead of {expected}: {reference.Model.Prediction}, {reference.Model.Variance}, {reference.Options}, ᾱ {reference.AlphaBar}");
}
