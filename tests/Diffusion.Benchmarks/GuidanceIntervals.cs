using System.Diagnostics;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Spectre.Console;

namespace Diffusion.Benchmarks;

/// <summary>
/// What a guidance interval saves: full device batches of the same chains, guided everywhere and within the middle of the timesteps, in
/// turns, so that both see the same host.
/// </summary>
internal static class GuidanceIntervals
{
    private const int Rounds = 3;

    public static async Task RunAsync(ModelFolder model, Device device, CancellationToken cancellation)
    {
        var images = model.Card.Rows[^1];
        var timesteps = model.Settings.Schedule.Timesteps;
        var interval = new GuidanceInterval(timesteps / 5, timesteps * 7 / 10);
        var table = new Table().AddColumns("DDIM, 25 steps", "evaluations an image", "images/s", $"within {interval.Lowest} to {interval.Highest}", "images/s", "faster by");
        foreach (var kind in Kinds(model))
        {
            await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
            SamplingPlan[] plans = [Plan(model, kind, GuidanceInterval.All), Plan(model, kind, interval)];
            var (seconds, evaluations) = (new double[plans.Length], new double[plans.Length]);
            foreach (var plan in plans)
            {
                await SamplingBenchmark.SampleAsync(engine, plan, images, cancellation);
            }

            for (var turn = 0; turn < Rounds * plans.Length; turn++)
            {
                var (before, watch) = (Evaluations(engine), Stopwatch.StartNew());
                await SamplingBenchmark.SampleAsync(engine, plans[turn % plans.Length], images, cancellation);
                seconds[turn % plans.Length] += watch.Elapsed.TotalSeconds;
                evaluations[turn % plans.Length] += Evaluations(engine) - before;
            }

            var made = (double)(Rounds * images);
            table.AddRow(
                SamplingChoices.Guidance.NameOf(kind),
                $"{evaluations[0] / made:0.#}", $"{made / seconds[0]:F2}", $"{evaluations[1] / made:0.#}", $"{made / seconds[1]:F2}", $"{seconds[0] / seconds[1]:F2}×");
        }

        AnsiConsole.Write(table);
    }

    private static IEnumerable<GuidanceKind> Kinds(ModelFolder model)
    {
        if (model.ClassifierGradientPath is not null)
        {
            yield return GuidanceKind.Classifier;
        }

        if (model.Card.NullClass is not null)
        {
            yield return GuidanceKind.ClassifierFree;
        }

        if (model.WeakUnetPath is not null)
        {
            yield return GuidanceKind.Autoguidance;
        }
    }

    private static SamplingPlan Plan(ModelFolder model, GuidanceKind kind, GuidanceInterval interval) => SamplingPlan.Create(model.Settings, new SamplingOptions
    {
        Sampler = SamplerKind.Ddim,
        Steps = "25",
        Guidance = new GuidanceOptions { Kind = kind, Scale = 2, Interval = interval },
    });

    /// <summary>Rows of any network.</summary>
    private static long Evaluations(SamplingEngine engine)
    {
        var done = engine.Statistics;
        return done.Evaluations + done.GradientEvaluations + done.WeakEvaluations;
    }
}
