using System.Globalization;
using Diffusion.Benchmarks.Samplers;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Benchmarks.Priors;

/// <summary>How much a chain that is truncated at t′ loses against the whole one, by what it starts from.</summary>
internal sealed class PriorsBenchmark(ModelFolder model, int images, string cache)
{
    public async Task RunAsync(IReadOnlyList<PriorCell> wanted, Device device, string markdown, CancellationToken cancellation)
    {
        using var judges = new CellJudges(model, device);
        var real = judges.Classes.Features(RealImages.Draw(model, 0, images));

        // Other pictures than those that the distance is measured to.
        var starts = RealImages.Draw(model, 2 * images, images);
        var figures = new Dictionary<PriorCell, CellFigures>();
        foreach (var cells in wanted.GroupBy(cell => cell.Settings))
        {
            var sampled = cells.Key is null ? model : ModelWithPrior.Open(model, cells.Key, Path.Combine(cache, $"model-{cells.Key.Components}x{cells.Key.Rank}"));
            await using var engine = await SamplingEngine.StartAsync(sampled, device, cancellation: cancellation);
            foreach (var cell in cells)
            {
                var plan = SamplingPlan.Create(model.Settings, cell.Options(model.Settings.Schedule.Timesteps));
                var result = new CellResult(Path.Combine(cache, cell.Start == PriorStart.Prior ? $"{cell.Name}-{model.Card.Files.Prior!.Sha256[..8]}" : cell.Name));
                await result.FillAsync(images, engine, judges, (index, label) => Request(cell, plan, starts, index, label), report: null, cancellation);
                figures.Add(cell, CellFigures.Of(result.Agreement, [.. result.Features.Take(images)], real, model.Card.Classes.Count));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures.Count}/{wanted.Count}  {cell.Name}  Fréchet {figures[cell].Frechet:F3}"));
            }
        }

        Print([.. wanted.Select(cell => (cell, figures[cell]))], markdown);
    }

    private static ImageRequest Request(PriorCell cell, SamplingPlan plan, float[][] starts, int index, int label)
    {
        var request = new ImageRequest(plan, label, cell.IsGuided ? label : null, Seed: 12, (uint)index);
        return cell.Start switch
        {
            PriorStart.Exact => request with { StartImage = starts[index] },
            PriorStart.Noise => request with { StartImage = new float[starts[index].Length], Noise = new UnitNoise(request.Noise, plan.StartAlphaBar) },
            _ => request,
        };
    }

    private void Print(List<(PriorCell Cell, CellFigures Figures)> rows, string markdown)
    {
        var table = new ResultTable("guidance", "t′/T", "start", "steps", "agreement", "Fréchet (95 %)", "against the whole chain", "precision", "recall");
        foreach (var (cell, figures) in rows)
        {
            var whole = rows.First(row => row.Cell.Start == PriorStart.Whole && row.Cell.IsGuided == cell.IsGuided).Figures.Frechet;
            table.Add(
                cell.IsGuided ? "classifier" : "label",
                cell.Share.ToString(CultureInfo.InvariantCulture),
                cell.StartText,
                $"{cell.Steps}",
                figures.AgreementText,
                figures.FrechetText,
                string.Create(CultureInfo.InvariantCulture, $"{figures.Frechet / whole:F2}×"),
                figures.PrecisionText,
                figures.RecallText);
        }

        table.Print($"{images} images a line: DDIM by labels alone, and DDPM guided by the classifier at the recommended scale.", markdown);
    }

    /// <summary>Noise that is N(0, I) after an empty image has been noised with it.</summary>
    private sealed class UnitNoise(IImageNoise noise, double alphaBar) : IImageNoise
    {
        public void Fill(Span<float> destination, NoiseStream stream, uint draw)
        {
            noise.Fill(destination, stream, draw);
            if (stream == NoiseStream.Start)
            {
                foreach (ref var value in destination)
                {
                    value = (float)(value / Math.Sqrt(1 - alphaBar));
                }
            }
        }
    }
}
