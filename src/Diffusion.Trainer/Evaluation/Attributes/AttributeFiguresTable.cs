using Spectre.Console;

namespace Diffusion.Trainer.Evaluation.Attributes;

/// <summary>How attributes are spread, on the console.</summary>
public static class AttributeFiguresTable
{
    public static Table Create(IReadOnlyList<AttributeFigures> figures)
    {
        var table = new Table().AddColumns("attribute", "generated", "real", "distance in deviations", "real against real");
        foreach (var one in figures)
        {
            table.AddRow(
                one.Name,
                $"{one.Mean:F3} ± {one.Deviation:F3}",
                $"{one.RealMean:F3} ± {one.RealDeviation:F3}",
                $"{one.Distance:F3}",
                $"{one.RealDistance:F3}");
        }

        return table;
    }
}
