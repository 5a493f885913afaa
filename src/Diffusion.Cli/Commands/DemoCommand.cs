using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Diffusion.Cli;

/// <summary>diffusion demo: what `./dev demo` runs once the service is up.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var normal = new DemoSettings();
        var output = new Option<DirectoryInfo>("--out") { Description = "A folder for the pictures, one folder a job.", DefaultValueFactory = _ => new DirectoryInfo("out") };
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => normal.Model };
        var images = new Option<int>("--images") { Description = "Images of each guided job.", DefaultValueFactory = _ => normal.Images };
        var gradientImages = new Option<int>("--gradient-images") { Description = "Images of each job in which only the gradient knows the label.", DefaultValueFactory = _ => normal.GradientImages };
        var command = new Command("demo", "Submits jobs to the running service, checks what it makes and leaves it in a folder.") { output, model, images, gradientImages };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var settings = new DemoSettings
            {
                Model = parsed.GetRequiredValue(model),
                Images = parsed.GetValue(images),
                GradientImages = parsed.GetValue(gradientImages),
            };
            var folder = parsed.GetRequiredValue(output).FullName;
            var results = await services.GetRequiredService<DemoRun>().RunAsync(settings, folder, cancellation);
            AnsiConsole.Write(DemoRun.Table(results));
            return Conclude(results, folder);
        }));
        return command;
    }

    private static int Conclude(IReadOnlyList<DemoResult> results, string folder)
    {
        var failures = DemoChecks.Failures(results);
        foreach (var failure in failures)
        {
            Console.WriteLine($"check failed: {failure}");
        }

        Console.WriteLine($"Images, manifests and contact sheets lie in {folder}.");
        var counts = $"demo: {results.Sum(result => result.Images)} images, {results.Count} jobs";
        Console.WriteLine(failures.Count == 0 ? $"{counts}, all checks passed" : $"{counts}, {failures.Count} checks failed");
        return failures.Count == 0 ? 0 : 1;
    }
}
