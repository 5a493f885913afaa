using Diffusion.Graph;

namespace Diffusion.Trainer.Export;

/// <summary>
/// A folder beside the model's, where its files are written and compared before any of them replaces an older one. It goes away
/// when disposed; no registry lists it, since its name begins with a dot.
/// </summary>
public sealed class StagedModel : IDisposable
{
    private readonly string target;

    /// <param name="target">The model's folder; need not exist yet.</param>
    public StagedModel(string target)
    {
        this.target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        Path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(this.target)!, $".{System.IO.Path.GetFileName(this.target)}.unfinished");
        Remove();
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Moves the files to the model's folder, the card last: until then the old card's hashes tell that a move was broken off.</summary>
    /// <param name="card">The card's file name.</param>
    public void MoveIntoPlace(string card)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(Path).OrderBy(file => System.IO.Path.GetFileName(file) == card).ThenBy(file => file, StringComparer.Ordinal))
        {
            var place = System.IO.Path.Combine(target, System.IO.Path.GetFileName(file));
            File.Move(file, place, overwrite: true);
            if (!File.Exists(file + OnnxModel.DataSuffix) && !file.EndsWith(OnnxModel.DataSuffix, StringComparison.Ordinal))
            {
                // An older, larger file's; data are moved after the file that they belong to.
                File.Delete(place + OnnxModel.DataSuffix);
            }
        }
    }

    public void Dispose() => Remove();

    private void Remove()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
