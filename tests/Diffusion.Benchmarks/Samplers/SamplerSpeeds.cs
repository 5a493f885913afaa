using System.Diagnostics;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>
/// Images/s of every cell, measured one after the other in one run: kept cells may come from days when the machine was busy, so
/// their own times cannot be compared.
/// </summary>
internal static class SamplerSpeeds
{
    /// <param name="model">What is timed.</param>
    /// <param name="cells">In this order.</param>
    /// <param name="images">Of each cell; 0 times nothing.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public static async Task<IReadOnlyDictionary<SamplerCell, double>> MeasureAsync(
        ModelFolder model, IReadOnlyList<SamplerCell> cells, int images, Device device, CancellationToken cancellation)
    {
        var speeds = new Dictionary<SamplerCell, double>();
        if (images == 0)
        {
            return speeds;
        }

        await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
        foreach (var cell in cells)
        {
            Console.Write($"\rtimed {speeds.Count} of {cells.Count} cells ");
            var plan = SamplingPlan.Create(model.Settings, cell.Options);
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, images).Select(index =>
                engine.GenerateAsync(cell.Request(plan, index % model.Card.Classes.Count, (uint)index), progress: null, cancellation)));
            speeds[cell] = images / watch.Elapsed.TotalSeconds;
        }

        Console.WriteLine($"\rtimed {speeds.Count} of {cells.Count} cells ");
        return speeds;
    }
}
