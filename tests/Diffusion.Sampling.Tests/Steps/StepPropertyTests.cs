using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Steps;

/// <summary>What holds for every schedule, plan and input of the step graph. Images are [2, 2, 3].</summary>
public sealed class StepPropertyTests : IDisposable
{
    private const int Channels = 2;
    private const int Height = 2;
    private const int Width = 3;
    private const int Length = Channels * Height * Width;

    /// <summary>Digits that 1 − ᾱ_{t−1} − σ² loses in float: three roundings of numbers up to 1.</summary>
    private const double Lost = 3e-7;

    private readonly Dictionary<VarianceKind, StepSession> sessions = [];

    public void Dispose()
    {
        foreach (var session in sessions.Values)
        {
            session.Dispose();
        }
    }

    /// <summary>Song et al. 2021, section 4.1; for the small variance and without a classifier.</summary>
    [Fact]
    public void Ddim_EtaOne_IsDdpmWithTheSmallVariance() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                var random = new Random(seed);
                var model = new DiffusionModelSettings(AnySchedule(random), Any(random, PredictionKind.Epsilon, PredictionKind.X0, PredictionKind.V), VarianceKind.FixedSmall);
                var options = AnyOptions(random, model);
                var ddpm = SamplingPlan.Create(model, options);
                var ddim = SamplingPlan.Create(model, options with { Sampler = SamplerKind.Ddim, Eta = 1 });
                var inputs = ddpm.Steps.Select(step => Input(random, model, step)).ToList();
                var ofDdpm = Session(model.Variance).Run(inputs);
                var ofDdim = Session(model.Variance).Run([.. inputs.Zip(ddim.Steps, (input, step) => input with { Coefficients = step.Coefficients })]);
                for (var k = 0; k < inputs.Count; k++)
                {
                    var tolerance = Tolerance(ddpm.Steps[k], inputs[k].X, ofDdpm[k].X0);
                    Assert.Equal(ofDdpm[k].X0, ofDdim[k].X0);
                    Assert.All(ofDdpm[k].NextX.Zip(ofDdim[k].NextX), pair => Assert.Equal(pair.First, pair.Second, tolerance));
                }
            }).QuickCheckThrowOnFailure();

    /// <summary>Bit for bit, whatever the null class or the weaker network would say.</summary>
    [Fact]
    public void Guidance_ScaleOne_IsTheConditionalStep() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                var random = new Random(seed);
                var model = new DiffusionModelSettings(AnySchedule(random), Any(random, Enum.GetValues<PredictionKind>()), Any(random, Enum.GetValues<VarianceKind>()));
                var options = AnyOptions(random, model) with { Sampler = Any(random, Enum.GetValues<SamplerKind>()) };
                var kind = Any(random, GuidanceKind.ClassifierFree, GuidanceKind.Autoguidance);
                var guided = SamplingPlan.Create(model, options with { Guidance = new GuidanceOptions { Kind = kind, Scale = 1, Rescale = random.Next(2) * 0.7 } });
                var plain = SamplingPlan.Create(model, options);
                Assert.False(guided.NeedsNullPass || guided.NeedsWeakNetwork);

                var rows = new List<StepInput>();
                foreach (var (first, second) in guided.Steps.Zip(plain.Steps))
                {
                    var input = Input(random, model, first);
                    float[] unknown = [.. Enumerable.Repeat(float.NaN, input.Output.Length)];
                    rows.Add(input with { WeakOutput = unknown, NullRow = rows.Count + 1 });
                    rows.Add(input with { Output = unknown });
                    rows.Add(input with { Coefficients = second.Coefficients });
                }

                var results = Session(model.Variance).Run(rows);
                for (var k = 0; k < results.Count; k += 3)
                {
                    Assert.Equal(results[k + 2].NextX, results[k].NextX);
                    Assert.Equal(results[k + 2].X0, results[k].X0);
                }
            }).QuickCheckThrowOnFailure();

    /// <summary>
    /// Floats, and what DDIM's weight of ε loses: √(1 − ᾱ_{t−1} − σ²) is taken in float, as in guided-diffusion, where nearly all of it
    /// may cancel.
    /// </summary>
    private static double Tolerance(PlannedStep step, float[] x, float[] x0)
    {
        var beta = 1 - (step.AlphaBar / step.AlphaBarNext);
        var sigma2 = (1 - step.AlphaBarNext) * beta / (1 - step.AlphaBar);
        var weight = Math.Sqrt(1 - step.AlphaBarNext - sigma2);
        var largestEps = x.Zip(x0, (value, clean) => Math.Abs((value - (Math.Sqrt(step.AlphaBar) * clean)) / Math.Sqrt(1 - step.AlphaBar))).Max();
        return (5e-6 * (4 + x0.Max(Math.Abs))) + (largestEps * Lost / (weight + Math.Sqrt(Lost)));
    }

    private static NoiseSchedule AnySchedule(Random random)
    {
        var timesteps = random.Next(40, 400);
        return random.Next(5) == 0
            ? NoiseSchedule.FromBetas([.. Enumerable.Range(0, timesteps).Select(_ => 1e-3 + (0.05 * random.NextDouble()))])
            : NoiseSchedule.Create(Any(random, "linear", "cosine", "sqrtLinear", "sigmoid"), timesteps);
    }

    /// <summary>A plan of some timesteps, T − 1 among them, which may start from noise.</summary>
    private static SamplingOptions AnyOptions(Random random, DiffusionModelSettings model)
    {
        var last = model.Schedule.Timesteps - 1;
        return new SamplingOptions
        {
            Timesteps = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(last)).Append(last).Distinct().Order()],
            Thresholding = Any(random, Enum.GetValues<ThresholdingKind>()),
            ThresholdPercentile = 0.8,
        };
    }

    private static T Any<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static StepInput Input(Random random, DiffusionModelSettings model, PlannedStep step) =>
        StepInput.Draw(random, model, step, Length) with { Kept = StepInput.Gaussian(random, Length) };

    private StepSession Session(VarianceKind variance)
    {
        if (!sessions.TryGetValue(variance, out var session))
        {
            var model = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 50), PredictionKind.Epsilon, variance);
            sessions[variance] = session = new StepSession(model, Channels, Height, Width, hasWeakNetwork: true);
        }

        return session;
    }
}
