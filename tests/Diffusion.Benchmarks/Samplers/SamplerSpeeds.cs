using System.Diagnostics;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>
/// Images/s of every cell, all by turns in one run, the median of the rounds: kept cells may come from days when the machine was busy, so
/// their own times cannot be compared, and what disturbs one round alone disturbs no cell's figure.
/// </summary>
internal static class SamplerSpeeds
{
    private const int Rounds = 3;

    /// <param name="model">What is timed.</param>
    /// <param name="cells">In this order.</param>
    /// <param name="images">Of each cell and round; 0 times nothing.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public static async Task<IReadOnlyDictionary<SamplerCell, double>> MeasureAsync(
        ModelFolder model, IReadOnlyList<SamplerCell> cells, int images, Device device, CancellationToken cancellation)
    {
        if (images == 0 || cells.Count == 0)
        {
            return new Dictionary<SamplerCell, double>();
        }

        await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
        await MakeAsync(cells[0]);
        var seconds = cells.ToDictionary(cell => cell, _ => new List<double>());
        var turns = Rounds * cells.Count;
        for (var turn = 0; turn < turns; turn++)
        {
            Console.Write($"\rtimed {turn} of {turns} turns ");
            var watch = Stopwatch.StartNew();
            await MakeAsync(cells[turn % cells.Count]);
            seconds[cells[turn % cells.Count]].Add(watch.Elapsed.TotalSeconds);
        }

        Console.WriteLine($"\rtimed {turns} of {turns} turns ");
        return seconds.ToDictionary(cell => cell.Key, cell => images / cell.Value.Order().ElementAt(Rounds / 2));

        async Task MakeAsync(SamplerCell cell)
        {
            var plan = SamplingPlan.Create(model.Settings, cell.Options);
            await Task.WhenAll(Enumerable.Range(0, images).Select(index =>
                engine.GenerateAsync(cell.Request(plan, index % model.Card.Classes.Count, (uint)index), progress: null, cancellation)));
        }
    }
}
