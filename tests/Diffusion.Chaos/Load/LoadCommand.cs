using System.CommandLine;

namespace Diffusion.Chaos.Load;

/// <summary>`chaos load`.</summary>
internal static class LoadCommand
{
    public static Command Create(Option<bool> quick, Option<int> seed)
    {
        var normal = new LoadOptions();
        var images = new Option<int?>("--images") { Description = $"Images (default {normal.Images}, quick {LoadOptions.Quick.Images})." };
        var perJob = new Option<int>("--images-per-job") { Description = "Images of a job.", DefaultValueFactory = _ => normal.ImagesPerJob };
        var command = new Command("load", "Very many one-step images in very many jobs: messages and images a second, memory, and the time that is not the model's.") { images, perJob };
        command.SetAction(async (arguments, cancellation) =>
        {
            var options = normal with
            {
                Seed = arguments.GetValue(seed),
                Images = arguments.GetValue(images) ?? (arguments.GetValue(quick) ? LoadOptions.Quick : normal).Images,
                ImagesPerJob = arguments.GetValue(perJob),
            };
            return await RunAsync(options, cancellation);
        });
        return command;
    }

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellation)
    {
        var result = await new LoadRun(options, new Progress(Console.WriteLine)).RunAsync(cancellation);
        return Outcome.Print(options.Seed, result.Problems, result.Lines());
    }
}
