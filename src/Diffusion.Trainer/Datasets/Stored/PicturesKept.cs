using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>Decoded pictures in memory instead of those that they were read from.</summary>
/// <param name="origin">Where they come from.</param>
/// <param name="pictures">As many, decoded.</param>
public sealed class PicturesKept(IStoredPictures origin, IReadOnlyList<Picture> pictures) : IStoredPictures
{
    public int Count => pictures.Count;

    public string NameOf(int index) => origin.NameOf(index);

    public Picture Load(int index) => pictures[index];

    public byte[] Fingerprint(int index) => origin.Fingerprint(index);
}
