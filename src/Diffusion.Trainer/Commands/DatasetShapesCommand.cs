using System.CommandLine;
using Diffusion.Trainer.Datasets.Shapes;

namespace Diffusion.Trainer.Commands;

/// <summary><c>dataset shapes</c>: draws labelled pictures of ten shapes.</summary>
public static class DatasetShapesCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { Description = "Folder to fill; a folder per class in it.", Required = true };
        var perClass = new Option<int>("--per-class") { Description = "Pictures of each class.", DefaultValueFactory = _ => 1500 };
        var size = new Option<int>("--size") { Description = "Width and height in pixels.", DefaultValueFactory = _ => 32 };
        var seed = new Option<ulong>("--seed") { Description = "Another seed gives other pictures.", DefaultValueFactory = _ => 0 };

        var command = new Command("shapes", "Ten shapes in random colours, sizes, places and turns, as PNG.") { folder, perClass, size, seed };
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            var (count, pixels) = (result.GetValue(perClass), result.GetValue(size));
            if (count < 1 || pixels < 8)
            {
                throw new TrainerException($"--per-class is {count} and --size is {pixels}. Set them to at least 1 and 8.");
            }

            ShapesDataset.Write(
                result.GetRequiredValue(folder), count, pixels, result.GetValue(seed), name => Console.WriteLine($"{name}: {count} pictures"));
            return 0;
        }));
        return command;
    }
}
