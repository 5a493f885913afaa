using System.CommandLine;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Preparation;

namespace Diffusion.Trainer.Commands;

/// <summary><c>dataset prepare</c>: decodes and crops a data set once for all runs.</summary>
public static class DatasetPrepareCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder to fill with a folder per class, or a file that ends with .npz.", Required = true };
        var data = new DatasetArguments();
        var command = new Command("prepare", "Writes a data set's pictures cropped, as PNG or .npz.") { output };
        data.AddTo(command);
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            if (data.Options(result).Crop == CropKind.Random)
            {
                throw new TrainerException("--crop is random, but random crops are drawn anew at each step of a training. Use centre here, or give --crop random to the training.");
            }

            var path = result.GetRequiredValue(output);
            var images = data.Read(result);
            if (Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            {
                PreparedDataset.WriteNpz(images, path);
            }
            else
            {
                PreparedDataset.WriteFolder(images, path, RecordedCommand.Of(result));
            }

            Console.WriteLine($"{images.Count} pictures of {images.Classes.Count} classes, {images.Size}×{images.Size}, in '{path}'.");
            return 0;
        }));
        return command;
    }
}
