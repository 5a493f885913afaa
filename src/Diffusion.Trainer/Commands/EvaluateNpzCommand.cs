using System.CommandLine;
using Diffusion.Trainer.Evaluation.Images;

namespace Diffusion.Trainer.Commands;

/// <summary><c>evaluate npz</c>: pictures as guided-diffusion's evaluator wants them.</summary>
public static class EvaluateNpzCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "Pictures of one size: a downloaded job, a folder per class, or a folder.", Required = true };
        var output = new Option<string>("--out") { Description = "The .npz file, or a folder, where it is called samples_NxHxWx3.npz.", DefaultValueFactory = _ => "." };
        var command = new Command("npz", "Writes pictures and labels as guided-diffusion's .npz, for its evaluator.") { images, output };
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var opened = EvaluatedImages.Open(result.GetRequiredValue(images));
            var first = opened.Read([0]).First();
            var path = result.GetRequiredValue(output);
            if (!path.EndsWith(".npz", StringComparison.Ordinal))
            {
                path = Path.Combine(Directory.CreateDirectory(path).FullName, EvaluatedNpz.NameOf(opened.Count, first.Height, first.Width));
            }

            EvaluatedNpz.Write(path, opened);
            Console.WriteLine($"{path}: {opened.Count} pictures of {first.Width}×{first.Height}{(opened.Labels is null ? "" : " with labels")}.");
            return 0;
        }));
        return command;
    }
}
