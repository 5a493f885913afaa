using System.Diagnostics;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Spectre.Console;

namespace Diffusion.Benchmarks;

/// <summary>
/// Samples with the real engine and divides a step's time into the networks (UNet, classifier gradient) and everything else
/// (noise, coefficients, the step graph, results); counts what steps allocate.
/// </summary>
internal static class SamplingBenchmark
{
    private const double LargestShare = 0.05;

    private static readonly (string Name, SamplingOptions Options)[] Cases =
    [
        ("DDPM, 25 steps", new SamplingOptions { Steps = "25" }),
        ("DDIM, 25 steps", new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "25" }),
        ("DDIM, 25 steps, classifier 2", Guided(GuidanceKind.Classifier)),
        ("DDIM, 25 steps, classifier-free 2", Guided(GuidanceKind.ClassifierFree)),
    ];

    /// <returns>0, or 1 where a share or an allocation is above its limit.</returns>
    public static async Task<int> RunAsync(string modelFolder, int images, CancellationToken cancellation)
    {
        var model = ModelFolder.Open(modelFolder);
        var device = Device.Select(DeviceChoice.Auto);
        AnsiConsole.MarkupLineInterpolated($"model {model.Card.Name}, {device.Name} ({device.Reason}), {images} images a row");

        var table = new Table().AddColumns("sampling", "rows", "model s", "everything else s", "else / model", "bytes a step", "images/s");
        var good = true;
        foreach (var (name, options) in Cases)
        {
            await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
            var plan = SamplingPlan.Create(model.Settings, options);
            await SampleAsync(engine, plan, model.Card.Rows[^1], cancellation);

            var before = engine.Statistics;
            var watch = Stopwatch.StartNew();
            await SampleAsync(engine, plan, images, cancellation);
            var seconds = watch.Elapsed.TotalSeconds;
            var after = engine.Statistics;

            var (inModel, other) = (after.ModelSeconds - before.ModelSeconds, after.OtherSeconds - before.OtherSeconds);
            var bytes = (after.AllocatedBytes - before.AllocatedBytes) / (double)(after.Steps - before.Steps);
            good &= other / inModel <= LargestShare && bytes == 0;
            table.AddRow(name, $"{after.PeakRows}", $"{inModel:F2}", $"{other:F3}", $"{other / inModel:P2}", $"{bytes:F0}", $"{images / seconds:F2}");
        }

        AnsiConsole.Write(table);
        await GuidanceIntervals.RunAsync(model, device, cancellation);
        using var process = Process.GetCurrentProcess();
        AnsiConsole.WriteLine($"peak memory {process.PeakWorkingSet64 / 1048576.0:F0} MiB; limits: everything else {LargestShare:P0} of the model's time, 0 bytes a step");
        AnsiConsole.WriteLine(good ? "bench sampling: within the limits" : "bench sampling: ABOVE a limit");
        return good ? 0 : 1;
    }

    internal static Task SampleAsync(SamplingEngine engine, SamplingPlan plan, int images, CancellationToken cancellation)
    {
        var classes = engine.Model.Card.Classes.Count;
        return Task.WhenAll(Enumerable.Range(0, images).Select(index =>
            engine.GenerateAsync(new ImageRequest(plan, index % classes, index % classes, Seed: 1, (uint)index), progress: null, cancellation)));
    }

    private static SamplingOptions Guided(GuidanceKind kind) => new()
    {
        Sampler = SamplerKind.Ddim,
        Steps = "25",
        Guidance = new GuidanceOptions { Kind = kind, Scale = 2 },
    };
}
