using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets;

/// <summary>Pictures of one size, wherever they are kept. Safe for several threads.</summary>
public interface IPictures
{
    int Count { get; }

    /// <summary>Height and width in pixels.</summary>
    int Size { get; }

    /// <summary>Colour channels.</summary>
    int Channels { get; }

    /// <summary>Writes a picture to <paramref name="destination"/> [C, H, W].</summary>
    /// <param name="index">Which.</param>
    /// <param name="crop">Decides a random crop, where pictures are cropped so; null: the middle.</param>
    /// <param name="destination">C·H·W bytes.</param>
    /// <exception cref="TrainerException">It can no longer be read.</exception>
    void Read(int index, CounterRandom? crop, Span<byte> destination);
}
