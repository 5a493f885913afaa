using System.Diagnostics;
using System.Globalization;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Evaluation.Attributes;
using Diffusion.Trainer.Evaluation.Features;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>
/// Samplers × evaluations × guidance scales: class agreement, Fréchet distance, precision and recall in the judge's features, and
/// images/s. Cells are kept, so a run may be stopped and goes on where it was.
/// </summary>
internal sealed class SamplersBenchmark(ModelFolder model, int images, string cache)
{
    private readonly List<(SamplerCell Cell, CellResult Result)> done = [];

    public async Task RunAsync(IReadOnlyList<SamplerCell> cells, Device device, CancellationToken cancellation)
    {
        using var judges = new CellJudges(model, device);
        await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
        var watch = Stopwatch.StartNew();
        foreach (var (cell, index) in cells.Select((cell, index) => (cell, index)))
        {
            var result = new CellResult(Path.Combine(cache, cell.Name));
            var plan = SamplingPlan.Create(model.Settings, cell.Options);
            await result.FillAsync(images, engine, judges, (number, label) => cell.Request(plan, label, (uint)number), Report, cancellation);
            done.Add((cell, result));

            void Report() => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{index + 1}/{cells.Count}  {cell.Name}  {result.Images}/{images} images  {result.Images / result.Seconds:F2} images/s  agreement {result.Agreement:P1}  {watch.Elapsed:hh\\:mm\\:ss}"));
        }
    }

    /// <summary>The figures of every cell that is done, and of real images against other real ones.</summary>
    public IReadOnlyList<(SamplerCell? Cell, CellFigures Figures)> Figures(Device device)
    {
        using var judge = new Judge(model, device);
        var real = RealImages.Draw(model, 0, images);
        var other = RealImages.Draw(model, images, images);
        var classes = model.Card.Classes.Count;
        var features = judge.Features(real);
        return
        [
            (null, CellFigures.Of(RealImages.Agreement(model, judge, other), judge.Features(other), features, classes)),
            .. done.Select(cell => ((SamplerCell?)cell.Cell, CellFigures.Of(cell.Result.Agreement, [.. cell.Result.Features.Take(images)], features, classes))),
        ];
    }

    /// <summary>How attributes are spread over real images and over each cell whose images were told by the present network; empty where there is none.</summary>
    public IReadOnlyList<(string Cell, IReadOnlyList<AttributeFigures> Figures)> Attributes(Device device)
    {
        using var network = FeatureNetwork.OpenAttributes(model, device);
        if (network is null)
        {
            return [];
        }

        var (real, other) = (Told(0), Told(images));
        var names = model.Card.Attributes!;
        return
        [
            ("real images", AttributeFigures.Of(names, other, real, other)),
            .. done.Select(cell => (cell.Cell.Name, Told: cell.Result.Attributes(model.Card.Files.Attributes?.Sha256)))
                .Where(cell => cell.Told is not null)
                .Select(cell => (cell.Name, AttributeFigures.Of(names, [.. cell.Told!.Take(images)], real, other))),
        ];

        float[][] Told(int first) => [.. network.See(RealImages.Pictures(model, first, images)).Features];
    }

    /// <summary>Each attribute's distance to the real images', and how its standard deviation compares with theirs.</summary>
    public static void Print(IReadOnlyList<(string Cell, IReadOnlyList<AttributeFigures> Figures)> rows, int images, string markdown)
    {
        var table = new ResultTable(["attribute", .. rows.Select(row => row.Cell)]);
        foreach (var (name, place) in rows[0].Figures.Select((figures, place) => (figures.Name, place)))
        {
            table.Add([name, .. rows.Select(row => string.Create(CultureInfo.InvariantCulture,
                $"{row.Figures[place].Distance:F3} ({row.Figures[place].Deviation / row.Figures[place].RealDeviation:F2}×)"))]);
        }

        table.Print($"1-Wasserstein distance to {images} real images in their standard deviations, and the ratio of the deviations.", markdown);
    }

    public static void Print(
        IReadOnlyList<(SamplerCell? Cell, CellFigures Figures)> rows, IReadOnlyDictionary<SamplerCell, double> speeds, int images, string markdown)
    {
        var table = new ResultTable("guidance", "scale", "sampler", "evaluations", "agreement", "Fréchet (95 %)", "precision", "recall", "images/s");
        foreach (var (cell, figures) in rows)
        {
            table.Add(
                cell is null ? "real images" : cell.GuidanceText,
                cell is null or { Guidance: GuidanceKind.None } ? "" : cell.Scale.ToString(CultureInfo.InvariantCulture),
                cell is null ? "" : SamplingChoices.Samplers.NameOf(cell.Sampler),
                cell is null ? "" : $"{cell.Evaluations}",
                figures.AgreementText,
                figures.FrechetText,
                figures.PrecisionText,
                figures.RecallText,
                cell is not null && speeds.TryGetValue(cell, out var speed) ? speed.ToString("F2", CultureInfo.InvariantCulture) : "");
        }

        table.Print($"{images} images a cell, real against real in the first line.", markdown);
    }
}
