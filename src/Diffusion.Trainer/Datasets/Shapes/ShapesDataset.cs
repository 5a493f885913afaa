using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Shapes;

/// <summary>Writes the shapes as PNG files, a folder per class, and beside the folders what was drawn as numbers and a contact sheet.</summary>
public static class ShapesDataset
{
    public const string ContactSheetName = "contact-sheet.png";
    private const int SheetColumns = 16;

    /// <summary>Picture <paramref name="index"/> of a class. Pure: nothing but the arguments decides it.</summary>
    public static Picture Picture(ulong seed, int classIndex, int index, int size) =>
        ShapeDrawing.Draw(ShapeClass.All[classIndex], ShapeSample.Draw(seed, classIndex, index), size);

    /// <param name="folder">Made where it is missing; must not hold pictures yet.</param>
    /// <param name="perClass">Pictures of each class.</param>
    /// <param name="size">Width and height in pixels.</param>
    /// <param name="seed">Another seed gives other pictures.</param>
    /// <param name="finishedClass">Told each class as it is done.</param>
    /// <exception cref="TrainerException">The folder already holds something.</exception>
    public static void Write(string folder, int perClass, int size, ulong seed, Action<string>? finishedClass = null)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new TrainerException($"'{folder}' is not empty. Name a new folder for --out, or remove this one first.");
        }

        for (var classIndex = 0; classIndex < ShapeClass.All.Count; classIndex++)
        {
            var name = ShapeClass.All[classIndex].Name;
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            for (var index = 0; index < perClass; index++)
            {
                PngFile.Save(Picture(seed, classIndex, index, size), Path.Combine(classFolder, FileName(index)));
            }

            finishedClass?.Invoke(name);
        }

        AttributesFile.Write(folder, ShapeAttributes.Names, ShapeClass.All.SelectMany((shape, classIndex) => Enumerable.Range(0, perClass).Select(index =>
            ($"{shape.Name}/{FileName(index)}", ShapeAttributes.Of(shape, ShapeSample.Draw(seed, classIndex, index))))));
        DatasetFile.Write(folder, $"trainer dataset shapes --out {folder} --per-class {perClass} --size {size} --seed {seed}");
        PngFile.Save(Sheet(seed, Math.Min(perClass, SheetColumns), size), Path.Combine(folder, ContactSheetName));
    }

    private static string FileName(int index) => $"{index:D5}.png";

    private static Picture Sheet(ulong seed, int columns, int size) => ContactSheet.Draw(
        [.. ShapeClass.All.Select((shape, classIndex) => new ContactSheetRow(
            shape.Name,
            [.. Enumerable.Range(0, columns).Select(index => Picture(seed, classIndex, index, size))]))]);
}
