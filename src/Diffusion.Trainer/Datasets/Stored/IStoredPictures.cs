using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>Pictures as a data set stores them: of any sizes, decoded when they are asked for. Safe for several threads.</summary>
public interface IStoredPictures
{
    int Count { get; }

    /// <summary>Says which picture it is, in messages.</summary>
    string NameOf(int index);

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="TrainerException">It is broken.</exception>
    Picture Load(int index);

    /// <summary>SHA-256 over the picture as it is stored.</summary>
    byte[] Fingerprint(int index);
}
