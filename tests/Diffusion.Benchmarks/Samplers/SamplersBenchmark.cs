using System.Diagnostics;
using System.Globalization;
using System.Text;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets.Shapes;
using Spectre.Console;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>
/// Samplers × evaluations × guidance scales: class agreement, Fréchet distance, precision and recall in the judge's features, and
/// images/s. Cells are kept, so a run may be stopped and goes on where it was.
/// </summary>
internal sealed class SamplersBenchmark(ModelFolder model, int images, string cache)
{
    private const int Chunk = 80;

    /// <summary>Real images are drawn anew, from another seed than the training set's.</summary>
    private const ulong RealSeed = 1_000_007;

    private readonly List<(SamplerCell Cell, CellResult Result)> done = [];

    public async Task RunAsync(IReadOnlyList<SamplerCell> cells, Device device, CancellationToken cancellation)
    {
        using var judge = new Judge(model, device);
        await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: cancellation);
        var watch = Stopwatch.StartNew();
        foreach (var (cell, index) in cells.Select((cell, index) => (cell, index)))
        {
            var result = new CellResult(Path.Combine(cache, cell.Name));
            while (result.Images < images)
            {
                result.Add(await SampleAsync(engine, judge, cell, result.Images, Math.Min(Chunk, images - result.Images), cancellation));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{index + 1}/{cells.Count}  {cell.Name}  {result.Images}/{images} images  {result.Images / result.Seconds:F2} images/s  agreement {result.Agreement:P1}  {watch.Elapsed:hh\\:mm\\:ss}"));
            }

            done.Add((cell, result));
        }
    }

    /// <summary>The figures of every cell that is done, and of real images against other real ones.</summary>
    public IReadOnlyList<(SamplerCell? Cell, CellFigures Figures, double ImagesPerSecond)> Figures(Device device)
    {
        using var judge = new Judge(model, device);
        var (real, _) = Real(judge, 0);
        var (other, otherAgreement) = Real(judge, images);
        return
        [
            (null, CellFigures.Of(otherAgreement, other, real), 0),
            .. done.Select(cell => ((SamplerCell?)cell.Cell, CellFigures.Of(cell.Result.Agreement, [.. cell.Result.Features.Take(images)], real), cell.Result.Images / cell.Result.Seconds)),
        ];
    }

    public static void Print(IReadOnlyList<(SamplerCell? Cell, CellFigures Figures, double ImagesPerSecond)> rows, int images, string markdown)
    {
        var table = new Table().AddColumns("sampler", "evaluations", "scale", "agreement", "Fréchet (95 %)", "precision", "recall", "images/s");
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"{images} images a cell, real against real in the first line.\n")
            .AppendLine("| sampler | evaluations | scale | agreement | Fréchet (95 %) | precision | recall | images/s |\n|---|---|---|---|---|---|---|---|");
        foreach (var (cell, figures, speed) in rows)
        {
            string[] line =
            [
                cell is null ? "real images" : SamplingChoices.Samplers.NameOf(cell.Sampler),
                cell is null ? "" : $"{cell.Evaluations}",
                cell is null ? "" : cell.Scale.ToString(CultureInfo.InvariantCulture),
                figures.Agreement.ToString("P1", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{figures.Frechet:F3} ({figures.FrechetLow:F3}–{figures.FrechetHigh:F3})"),
                figures.Precision.ToString("F2", CultureInfo.InvariantCulture),
                figures.Recall.ToString("F2", CultureInfo.InvariantCulture),
                cell is null ? "" : speed.ToString("F2", CultureInfo.InvariantCulture),
            ];
            table.AddRow(line);
            text.AppendLine($"| {string.Join(" | ", line)} |");
        }

        AnsiConsole.Write(table);
        File.WriteAllText(markdown, text.ToString());
    }

    private static async Task<CellChunk> SampleAsync(
        SamplingEngine engine, Judge judge, SamplerCell cell, int first, int count, CancellationToken cancellation)
    {
        var classes = engine.Model.Card.Classes.Count;
        var plan = SamplingPlan.Create(engine.Model.Settings, cell.Options);
        var watch = Stopwatch.StartNew();
        var images = await Task.WhenAll(Enumerable.Range(first, count).Select(index =>
            engine.GenerateAsync(new ImageRequest(plan, index % classes, index % classes, Seed: 11, (uint)index), progress: null, cancellation)));
        var seconds = watch.Elapsed.TotalSeconds;

        float[][] pixels = [.. images.Select(image => image.Pixels)];
        bool[] agreed = [.. judge.Classify(pixels).Select((label, offset) => label == (first + offset) % classes)];
        return new CellChunk(first, seconds, agreed, judge.Features(pixels));
    }

    /// <summary>Real images with the labels of a cell's, from the <paramref name="first"/>th on.</summary>
    private (IReadOnlyList<float[]> Features, double Agreement) Real(Judge judge, int first)
    {
        var classes = model.Card.Classes;
        float[][] pixels = [.. Enumerable.Range(first, images).Select(index => Array.ConvertAll(
            ChannelsFirst(ShapesDataset.Picture(RealSeed, ClassOf(classes[index % classes.Count]), index, model.Card.ImageSize).Pixels),
            value => (value / 127.5f) - 1))];
        return (judge.Features(pixels), judge.Classify(pixels).Select((label, offset) => label == (first + offset) % classes.Count ? 1.0 : 0).Average());
    }

    private static int ClassOf(string name) => ShapeClass.All.Select((shape, index) => (shape.Name, index)).First(shape => shape.Name == name).index;

    private static byte[] ChannelsFirst(byte[] interleaved)
    {
        var plane = interleaved.Length / 3;
        var result = new byte[interleaved.Length];
        for (var i = 0; i < interleaved.Length; i++)
        {
            result[(i % 3 * plane) + (i / 3)] = interleaved[i];
        }

        return result;
    }
}
