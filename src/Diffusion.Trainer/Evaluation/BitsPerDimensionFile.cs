using System.Text.Json;
using Diffusion.Trainer.Checkpoints;

namespace Diffusion.Trainer.Evaluation;

/// <summary><c>bpd.json</c> of a UNet's run: means over images, in bits per dimension.</summary>
/// <param name="Images">How many.</param>
/// <param name="Step">Of the run, whose averaged weights were measured.</param>
/// <param name="DataSha256">Of the data set.</param>
/// <param name="Seed">Of the noise.</param>
/// <param name="Total">The bound.</param>
/// <param name="StandardError">Of the total.</param>
/// <param name="Prior">L_T.</param>
/// <param name="Timesteps">The chain's, as the schedule counts them.</param>
/// <param name="Bound">L_{t−1} of each, L_0 first.</param>
/// <param name="X0Error">Mean squared error of x̂₀ at each.</param>
/// <param name="EpsError">Mean squared error of ε at each.</param>
public sealed record BitsPerDimensionFile(
    int Images,
    int Step,
    string DataSha256,
    ulong Seed,
    double Total,
    double StandardError,
    double Prior,
    IReadOnlyList<int> Timesteps,
    IReadOnlyList<double> Bound,
    IReadOnlyList<double> X0Error,
    IReadOnlyList<double> EpsError)
{
    public const string Name = "bpd.json";

    /// <summary>The plot of the terms beside it.</summary>
    public const string PlotName = "bpd.png";

    public int Version { get; init; } = 1;

    /// <param name="terms">Measured batch by batch.</param>
    /// <param name="kept">Timesteps of the chain.</param>
    /// <param name="step">Of the run.</param>
    /// <param name="dataSha256">Of the data set.</param>
    /// <param name="seed">Of the noise.</param>
    public static BitsPerDimensionFile Of(IReadOnlyList<BoundTerms> terms, IReadOnlyList<int> kept, int step, string dataSha256, ulong seed)
    {
        var images = terms.Sum(batch => batch.Images);
        double[] totals = [.. terms.SelectMany(batch => batch.Totals())];
        var total = totals.Average();
        var variance = totals.Sum(one => (one - total) * (one - total)) / Math.Max(1, images - 1);
        return new BitsPerDimensionFile(
            images,
            step,
            dataSha256,
            seed,
            total,
            Math.Sqrt(variance / images),
            terms.SelectMany(batch => batch.Prior).Average(value => (double)value),
            kept,
            Means(batch => batch.Bound),
            Means(batch => batch.X0Error),
            Means(batch => batch.EpsError));

        double[] Means(Func<BoundTerms, float[,]> table) =>
            [.. Enumerable.Range(0, kept.Count).Select(t => terms.Sum(batch => batch.MeanAt(table(batch), t) * batch.Images) / images)];
    }

    /// <summary>What was measured; null where nothing was.</summary>
    public static BitsPerDimensionFile? Read(string run)
    {
        var path = Path.Combine(run, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize<BitsPerDimensionFile>(File.ReadAllBytes(path), TrainerJson.Options) : null;
    }

    /// <summary>Where a run's report looks for it.</summary>
    public void Write(string run) => WriteFile(Path.Combine(run, Name));

    public void WriteFile(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainerJson.Options) + "\n");
}
