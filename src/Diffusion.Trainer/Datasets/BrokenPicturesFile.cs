namespace Diffusion.Trainer.Datasets;

/// <summary><c>broken-pictures.txt</c> of a run: every picture that was left out, a line each.</summary>
public static class BrokenPicturesFile
{
    public const string Name = "broken-pictures.txt";

    /// <summary>Writes it where something was left out; else an older one goes away.</summary>
    /// <returns>Its path; null: nothing was left out.</returns>
    public static string? Write(string run, ImageSet images)
    {
        var path = Path.Combine(run, Name);
        if (images.LeftOut.Count == 0)
        {
            File.Delete(path);
            return null;
        }

        File.WriteAllLines(path, images.LeftOut);
        return path;
    }
}
