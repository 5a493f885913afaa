using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets;

/// <summary>Reads a data set: a folder per class, pictures of one square size in it. Classes and files in ordinal order of their names.</summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <param name="folder">Holds the class folders; files beside them are left alone.</param>
    /// <exception cref="TrainerException">There is no such folder, no class, no picture in a class, or a size differs.</exception>
    public static ImageSet Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new TrainerException($"There is no folder '{folder}'. Name a data set, for instance one made by `dataset shapes --out {folder}`.");
        }

        var classFolders = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        if (classFolders.Count == 0)
        {
            throw new TrainerException($"'{folder}' has no folders. A data set is a folder per class with the pictures in it.");
        }

        var files = classFolders.SelectMany(PicturesIn).ToList();
        var size = PngFile.Load(files[0].Path).Width;
        var pixels = new byte[(long)files.Count * 3 * size * size];
        Parallel.For(0, files.Count, index =>
        {
            var picture = PngFile.Load(files[index].Path);
            if (picture.Width != size || picture.Height != size)
            {
                throw new TrainerException(
                    $"'{files[index].Path}' is {picture.Width}×{picture.Height} pixels, but the first picture says {size}×{size}. " +
                    "All pictures of a data set must be square and of one size.");
            }

            PlaneByPlane(picture, pixels.AsSpan(index * 3 * size * size, 3 * size * size));
        });

        return new ImageSet(
            [.. classFolders.Select(classFolder => Path.GetFileName(classFolder))],
            size,
            3,
            pixels,
            [.. files.Select(file => file.Label)]);
    }

    private static IEnumerable<(string Path, int Label)> PicturesIn(string classFolder, int label)
    {
        var paths = Directory.GetFiles(classFolder)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        return paths.Count > 0
            ? paths.Select(path => (path, label))
            : throw new TrainerException($"The class folder '{classFolder}' has no pictures ({string.Join(", ", Extensions)}). Fill or remove it.");
    }

    /// <summary>[H, W, C] ─► [C, H, W].</summary>
    private static void PlaneByPlane(Picture picture, Span<byte> planes)
    {
        var plane = picture.Width * picture.Height;
        for (var i = 0; i < plane; i++)
        {
            planes[i] = picture.Pixels[3 * i];
            planes[plane + i] = picture.Pixels[(3 * i) + 1];
            planes[(2 * plane) + i] = picture.Pixels[(3 * i) + 2];
        }
    }
}
