using System.CommandLine;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Commands;

/// <summary><c>dataset sheet</c>: a look at what a training would see.</summary>
public static class DatasetSheetCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "PNG file.", Required = true };
        var columns = new Option<int>("--columns") { Description = "Pictures of a class.", DefaultValueFactory = _ => 16 };
        var rows = new Option<int>("--rows") { Description = "Classes.", DefaultValueFactory = _ => 20 };
        var data = new DatasetArguments();
        var command = new Command("sheet", "Draws some pictures of each class, cropped as a training would see them.") { output, columns, rows };
        data.AddTo(command);
        command.SetAction(result => CommandErrors.Catch(() =>
        {
            if (result.GetValue(columns) < 1 || result.GetValue(rows) < 1)
            {
                throw new TrainerException($"--columns is {result.GetValue(columns)} and --rows is {result.GetValue(rows)}. Set both to 1 or more.");
            }

            var images = data.Read(result);
            PngFile.Save(DatasetSheet.Draw(images, result.GetValue(columns), result.GetValue(rows)), result.GetRequiredValue(output));
            Console.WriteLine($"{images.Count} pictures of {images.Classes.Count} classes, {images.Size}×{images.Size}, SHA-256 {images.Hash}.");
            return 0;
        }));
        return command;
    }
}
