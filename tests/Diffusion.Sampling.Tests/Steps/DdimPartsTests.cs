using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Steps;

/// <summary>
/// One long DDIM step (η = 0) and its parts, with the plan's coefficients and the step graph. Along the probability flow of N(μ, s²)
/// the standardized z = (x − √ᾱ·μ)/√(ᾱ·s² + 1 − ᾱ) stays as it is, and x̂₀ only moves with ᾱ: never where s = 0.
/// </summary>
public sealed class DdimPartsTests
{
    private const int Timesteps = 1000;

    /// <summary>Parts of an interval; as powers of two they cut it evenly.</summary>
    private const int MostParts = 32;

    /// <summary>λ falls evenly from 3 to −3, so that even timesteps are even steps of the method.</summary>
    private static readonly DiffusionModelSettings Model = new(EvenInLambda(3, -3), PredictionKind.X0, VarianceKind.FixedSmall);

    private static readonly Arbitrary<Case> AnyCase = (
        from mean in Gen.Choose(-10, 10)
        from deviation in Gen.Choose(2, 10)
        from z in Gen.Choose(5, 20)
        from sign in Gen.Elements(-1, 1)
        from parts in Gen.Choose(8, (Timesteps - 1) / MostParts)
        from end in Gen.Choose(0, Timesteps - 1 - (parts * MostParts))
        select new Case(mean / 10.0, deviation / 10.0, sign * z / 10.0, end, end + (parts * MostParts))).ToArbitrary();

    /// <summary>First order: half the step, half the distance from the exact flow. The bounds leave room for the second order.</summary>
    [Fact]
    public void Chain_MoreParts_ComesToTheExactFlowAtFirstOrder()
    {
        using var session = new StepSession(Model, 1, 1, 1);
        Prop.ForAll(
            AnyCase,
            gaussian =>
            {
                var errors = new[] { 8, 16, 32 }.Select(parts => Math.Abs(gaussian.Run(session, parts) - gaussian.Exact)).ToList();

                // Of errors this small the float's own is a part.
                return errors[2] < 2e-5 || (Order(errors[0], errors[1]) is > 0.75 and < 1.25 && Order(errors[1], errors[2]) is > 0.85 and < 1.15);
            }).QuickCheckThrowOnFailure();
    }

    /// <summary>One step against its two halves: they differ at second order, so a quarter where the step is half as long.</summary>
    [Fact]
    public void OneStep_AgainstItsHalves_DiffersAtSecondOrder()
    {
        using var session = new StepSession(Model, 1, 1, 1);
        Prop.ForAll(
            AnyCase,
            gaussian =>
            {
                var differences = new[] { 64, 32, 16 }
                    .Select(length => gaussian with { End = gaussian.Start - length })
                    .Select(shorter => Math.Abs(shorter.Run(session, 1) - shorter.Run(session, 2)))
                    .ToList();
                return differences[2] < 2e-5 || (Order(differences[0], differences[1]) is > 1.6 and < 2.4 && Order(differences[1], differences[2]) is > 1.7 and < 2.3);
            }).QuickCheckThrowOnFailure();
    }

    /// <summary>All images are one image: x̂₀ is the same everywhere, and a step is the sum of any parts to the float's digits.</summary>
    [Fact]
    public void OneStep_WhereX0IsConstant_IsAnyPartsExactly()
    {
        using var session = new StepSession(Model, 1, 1, 1);
        Prop.ForAll(
            AnyCase,
            ArbMap.Default.ArbFor<int>(),
            (gaussian, seed) =>
            {
                var point = gaussian with { Deviation = 0 };
                var random = new Random(seed);
                var between = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(point.End + 1, point.Start)).Distinct().Order();
                var parts = point.Run(session, [point.End, .. between, point.Start]);
                return Math.Abs(point.Run(session, 1) - parts) < 1e-5 && Math.Abs(point.Exact - parts) < 1e-5;
            }).QuickCheckThrowOnFailure();
    }

    private static double Order(double coarse, double fine) => Math.Log2(coarse / fine);

    private static NoiseSchedule EvenInLambda(double first, double last)
    {
        var betas = new double[Timesteps];
        var previous = 1.0;
        for (var t = 0; t < Timesteps; t++)
        {
            var alphaBar = 1 / (1 + Math.Exp(-2 * (first + ((last - first) * t / (Timesteps - 1)))));
            betas[t] = 1 - (alphaBar / previous);
            previous = alphaBar;
        }

        return NoiseSchedule.FromBetas(betas);
    }

    /// <summary>N(μ, s²), where its flow starts, and between which timesteps.</summary>
    private sealed record Case(double Mean, double Deviation, double Z, int End, int Start)
    {
        public double Exact => X(Model.Schedule.AlphaBar[End]);

        /// <summary>The interval in so many even steps.</summary>
        public double Run(StepSession session, int parts) =>
            Run(session, [.. Enumerable.Range(0, parts + 1).Select(part => End + (part * (Start - End) / parts))]);

        /// <summary>The chain's x at the first of these timesteps, from the last.</summary>
        public double Run(StepSession session, int[] timesteps)
        {
            var plan = SamplingPlan.Create(Model, new SamplingOptions
            {
                Sampler = SamplerKind.Ddim,
                Steps = "",
                Timesteps = timesteps,
                Start = StartKind.Image,
                Thresholding = ThresholdingKind.None,
            });
            float[] x = [(float)X(Model.Schedule.AlphaBar[Start])];

            // The plan's last step leaves the interval for the clean image.
            foreach (var step in plan.Steps.SkipLast(1))
            {
                x = session.Run([new StepInput(x, [(float)X0(x[0], step.AlphaBar)], [0], [0], step.Coefficients)])[0].NextX;
            }

            return x[0];
        }

        private double X(double alphaBar) => (Math.Sqrt(alphaBar) * Mean) + (Spread(alphaBar) * Z);

        private double Spread(double alphaBar) => Math.Sqrt((alphaBar * Deviation * Deviation) + 1 - alphaBar);

        /// <summary>E[x₀ | x_t].</summary>
        private double X0(double x, double alphaBar)
        {
            var variance = Deviation * Deviation;
            return ((Math.Sqrt(alphaBar) * variance * x) + ((1 - alphaBar) * Mean)) / ((alphaBar * variance) + 1 - alphaBar);
        }
    }
}
