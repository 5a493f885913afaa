using Diffusion.Sampling;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>The table as pictures: quality over evaluations, and agreement and recall over the guidance scale.</summary>
internal static class SamplersPlots
{
    public static void Save(IReadOnlyList<(SamplerCell? Cell, CellFigures Figures)> rows, string folder)
    {
        List<(SamplerCell Cell, CellFigures Figures)> cells = [.. rows.Where(row => row.Cell is not null).Select(row => (row.Cell!, row.Figures))];
        Directory.CreateDirectory(folder);
        PngFile.Save(OverEvaluations(cells, "Frechet distance at scale 1", new PlotAxis("frechet", IsLogarithmic: true), figures => figures.Frechet), Path.Combine(folder, "samplers-frechet.png"));
        PngFile.Save(OverEvaluations(cells, "class agreement at scale 1", new PlotAxis("agreement", Highest: 1), figures => figures.Agreement), Path.Combine(folder, "samplers-agreement.png"));
        PngFile.Save(OverScale(cells), Path.Combine(folder, "samplers-scale.png"));
    }

    private static Picture OverEvaluations(List<(SamplerCell Cell, CellFigures Figures)> cells, string title, PlotAxis axis, Func<CellFigures, double> value) =>
        LinePlot.Draw(title, new PlotAxis("evaluations", IsLogarithmic: true), axis,
        [
            .. Enum.GetValues<SamplerKind>().Select((sampler, index) => new PlotSeries(
                SamplingChoices.Samplers.NameOf(sampler),
                [.. cells.Where(cell => cell.Cell.Sampler == sampler && cell.Cell.Scale == 1).OrderBy(cell => cell.Cell.Evaluations)
                    .Select(cell => ((double)cell.Cell.Evaluations, value(cell.Figures)))],
                PlotSeries.Colours[index],
                HasMarks: true)),
        ]);

    private static Picture OverScale(List<(SamplerCell Cell, CellFigures Figures)> cells)
    {
        return LinePlot.Draw($"agreement (thick) and recall (thin) at {SamplerCell.EvaluationsOfScales} evaluations", new PlotAxis("scale"), new PlotAxis("share", Highest: 1),
        [
            .. Enum.GetValues<SamplerKind>().SelectMany((sampler, index) => new[]
            {
                Series(sampler, SamplingChoices.Samplers.NameOf(sampler), index, 3, figures => figures.Agreement),
                Series(sampler, "", index, 1, figures => figures.Recall),
            }),
        ]);

        PlotSeries Series(SamplerKind sampler, string name, int index, int thickness, Func<CellFigures, double> value) => new(
            name,
            [.. cells.Where(cell => cell.Cell.Sampler == sampler && cell.Cell.Evaluations == SamplerCell.EvaluationsOfScales).OrderBy(cell => cell.Cell.Scale)
                .Select(cell => (cell.Cell.Scale, value(cell.Figures)))],
            PlotSeries.Colours[index],
            thickness,
            HasMarks: true);
    }
}
