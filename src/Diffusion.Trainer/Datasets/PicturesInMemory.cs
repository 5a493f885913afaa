using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets;

/// <summary>Pictures that are decoded and cropped already.</summary>
/// <param name="size">Height and width in pixels.</param>
/// <param name="channels">Colour channels.</param>
/// <param name="pictures">[C, H, W] each.</param>
public sealed class PicturesInMemory(int size, int channels, IReadOnlyList<ReadOnlyMemory<byte>> pictures) : IPictures
{
    public int Count => pictures.Count;

    public int Size => size;

    public int Channels => channels;

    /// <param name="size">Height and width in pixels.</param>
    /// <param name="channels">Colour channels.</param>
    /// <param name="pixels">[N, C, H, W].</param>
    public static PicturesInMemory Of(int size, int channels, byte[] pixels)
    {
        var length = channels * size * size;
        return new PicturesInMemory(size, channels, [.. Enumerable.Range(0, pixels.Length / length).Select(index => (ReadOnlyMemory<byte>)pixels.AsMemory(index * length, length))]);
    }

    public void Read(int index, CounterRandom? crop, Span<byte> destination) => pictures[index].Span.CopyTo(destination);
}
