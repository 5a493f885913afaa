using Spectre.Console;

namespace Diffusion.Trainer.Evaluation.Attributes;

/// <summary>Errors of a network of attributes on the console.</summary>
public static class AttributeErrorTable
{
    public static Table Create(IReadOnlyList<AttributeError> errors)
    {
        var table = new Table().AddColumns("attribute", "images", "error", "deviation", "explained");
        foreach (var error in errors)
        {
            table.AddRow(error.Name, $"{error.Pictures}", $"{error.RootMeanSquare:F3}", $"{error.Deviation:F3}", $"{100 * error.Explained:F1} %");
        }

        return table;
    }
}
