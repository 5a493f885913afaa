using System.Globalization;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Samples;

/// <summary>The sheets of a run: <c>samples/step-00001000.png</c>.</summary>
/// <param name="run">The run's folder.</param>
public sealed class SampleSheetFolder(string run)
{
    private const string Prefix = "step-";
    private const string Extension = ".png";
    private readonly string folder = Path.Combine(run, "samples");

    /// <summary>The newest sheet; null where there is none.</summary>
    public (int Step, string Path)? Newest => All().Select(sheet => ((int, string)?)sheet).LastOrDefault();

    /// <summary>Whether the first checkpoint at or after a multiple of <paramref name="every"/> steps, or the last one, has no sheet yet.</summary>
    /// <param name="step">The checkpoint's.</param>
    /// <param name="every">0: never.</param>
    /// <param name="last">The run's last step.</param>
    public bool IsDue(int step, int every, int last)
    {
        var before = Newest?.Step ?? 0;
        return every > 0 && step > before && (step / every > before / every || step == last);
    }

    /// <summary>Keeps a sheet.</summary>
    /// <returns>Its path.</returns>
    public string Save(int step, Picture sheet)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Prefix + step.ToString("D8", CultureInfo.InvariantCulture) + Extension);
        PngFile.Save(sheet, path);
        return path;
    }

    /// <summary>Drops the sheets of steps after a checkpoint, which a resume makes again.</summary>
    public void KeepUntil(int step)
    {
        foreach (var sheet in All().Where(sheet => sheet.Step > step))
        {
            File.Delete(sheet.Path);
        }
    }

    private IEnumerable<(int Step, string Path)> All() => Directory.Exists(folder)
        ? from path in Directory.GetFiles(folder, Prefix + "*" + Extension).Order(StringComparer.Ordinal)
          let number = Path.GetFileNameWithoutExtension(path)[Prefix.Length..]
          where int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
          select (int.Parse(number, CultureInfo.InvariantCulture), path)
        : [];
}
