using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>Some of the pictures.</summary>
/// <param name="pictures">All.</param>
/// <param name="chosen">Indices of those that are here.</param>
public sealed class ChosenPictures(IStoredPictures pictures, int[] chosen) : IStoredPictures
{
    public int Count => chosen.Length;

    public string NameOf(int index) => pictures.NameOf(chosen[index]);

    public Picture Load(int index) => pictures.Load(chosen[index]);

    public byte[] Fingerprint(int index) => pictures.Fingerprint(chosen[index]);
}
