using System.CommandLine;
using System.CommandLine.Parsing;
using Diffusion.Runtime;
using Spectre.Console;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>`bench samplers`.</summary>
internal static class SamplersCommand
{
    public static Command Create(Option<DirectoryInfo> model, Option<int> threads)
    {
        var images = new Option<int?>("--images") { Description = "Images a cell; 320, or 2,000 of the recommended." };
        var full = new Option<bool>("--full") { Description = "1,024 images a cell." };
        var recommended = new Option<bool>("--recommended") { Description = "Only labels alone and the recommended guidances, with more images." };
        var cells = new Option<string>("--cells") { Description = "Only cells of the table whose name (sampler-evaluations-scale) holds this text." };
        var cell = new Option<SamplerCell[]>("--cell")
        {
            Description = "Measure these instead of the table's, with as many images as the recommended: ddpm-100-8, ddim-25-4-ClassifierFree, ddpm-50-0-None.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            CustomParser = Cells,
        };
        var timed = new Option<int>("--timed") { Description = "Images of each cell and round by which its speed is measured, all cells by turns; 0: none.", DefaultValueFactory = _ => 16 };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "Where the table and the plots go.",
            DefaultValueFactory = _ => new DirectoryInfo(DefaultPaths.Output),
        };
        var command = new Command("samplers", "Quality and speed of every sampler. Cells are kept: stop it and start it again as you like.")
        {
            model,
            threads,
            images,
            full,
            recommended,
            cells,
            cell,
            timed,
            output,
        };
        command.SetAction(async (arguments, cancellation) =>
        {
            var opened = ModelFolder.Open(arguments.GetValue(model)!.FullName);
            var own = arguments.GetValue(cell)!;
            var isRecommended = arguments.GetValue(recommended) || own.Length > 0;
            var count = arguments.GetValue(images) ?? (isRecommended ? 2000 : arguments.GetValue(full) ? 1024 : 320);
            var filter = arguments.GetValue(cells) ?? "";
            var target = arguments.GetValue(output)!.FullName;
            RuntimeEnvironment.UseThreads(arguments.GetValue(threads));
            var device = Device.Select(DeviceChoice.Auto);
            var benchmark = new SamplersBenchmark(opened, count, Path.Combine(target, "samplers-cells", CellKey.Of(opened)));
            AnsiConsole.MarkupLineInterpolated($"model {opened.Card.Name} {opened.Hash[..12]}, {device.Name} ({device.Reason})");

            SamplerCell[] wanted = own.Length > 0 ? [.. own.Distinct()] : [.. (isRecommended ? SamplerCell.Recommended : SamplerCell.All).Where(cell => cell.Name.Contains(filter))];
            await benchmark.RunAsync(wanted, device, cancellation);
            var rows = benchmark.Figures(device);
            Directory.CreateDirectory(target);
            var speeds = await SamplerSpeeds.MeasureAsync(opened, wanted, arguments.GetValue(timed), device, cancellation);
            SamplersBenchmark.Print(rows, speeds, count, Path.Combine(target, own.Length > 0 ? "cells.md" : isRecommended ? "recommended.md" : "samplers.md"));
            if (benchmark.Attributes(device) is { Count: > 1 } attributes)
            {
                SamplersBenchmark.Print(attributes, count, Path.Combine(target, "attributes.md"));
            }

            if (!isRecommended)
            {
                SamplersPlots.Save(rows, target);
            }

            AnsiConsole.WriteLine($"table and plots: {target}");
            return 0;
        });
        return command;
    }

    private static SamplerCell[] Cells(ArgumentResult result)
    {
        var cells = new List<SamplerCell>();
        foreach (var token in result.Tokens)
        {
            if (SamplerCell.TryParse(token.Value, out var cell))
            {
                cells.Add(cell);
            }
            else
            {
                result.AddError($"'{token.Value}' is no cell. Write sampler-evaluations-scale, as ddpm-50-4, or ddim-25-3-ClassifierFree, or ddpm-50-0-None.");
            }
        }

        return [.. cells];
    }
}
