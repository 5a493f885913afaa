using System.CommandLine;
using Diffusion.Networks;
using Diffusion.Trainer.Export;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary>What a command that writes a model tells of its two engines.</summary>
internal static class EngineReport
{
    public static Option<string> PrecisionOption()
    {
        var option = new Option<string>("--precision")
        {
            Description = "fp32, or fp16: convolutions, linear layers and attention's products in half precision, norms, softmax, inputs and outputs in fp32.",
            DefaultValueFactory = _ => Precision.Single.Name(),
        };
        return option.AcceptOnlyFromAmong([.. Precisions.All.Select(known => known.Key)]);
    }

    /// <summary>Prints the differences.</summary>
    /// <returns>The exit status: 1 where they are too large, so that nothing was written.</returns>
    public static int Print(IReadOnlyList<EngineDifference> differences, Precision precision)
    {
        var table = new Table().AddColumns("file", "output", "largest difference", "largest value");
        foreach (var difference in differences)
        {
            table.AddRow(difference.File, difference.Output, $"{difference.Largest:E2}", $"{difference.Scale:E2}");
        }

        AnsiConsole.Write(table);
        var worst = differences.MaxBy(difference => difference.Largest)!;
        var tolerance = EngineTolerance.Of(precision);
        Console.WriteLine(
            $"Largest difference between libtorch (fp32) and ONNX Runtime ({precision.Name()}): {worst.Largest:E2} ({worst.File}, {worst.Output}); " +
            $"{tolerance.Relative:E0} of an output's largest value is tolerated.");
        if (differences.All(difference => difference.IsWithin(tolerance)))
        {
            return 0;
        }

        Console.Error.WriteLine($"The engines differ by more than {tolerance.Relative:E0} of an output's scale: nothing was written.");
        return 1;
    }
}
