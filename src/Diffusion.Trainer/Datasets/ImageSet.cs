using System.Security.Cryptography;
using System.Text;

namespace Diffusion.Trainer.Datasets;

/// <summary>Labelled pictures, decoded once and kept in memory.</summary>
/// <param name="Classes">Names of the labels.</param>
/// <param name="Size">Height and width in pixels.</param>
/// <param name="Channels">Colour channels: 3.</param>
/// <param name="Pixels">[N, C, H, W], one byte a value.</param>
/// <param name="Labels">[N], indices into <paramref name="Classes"/>.</param>
public sealed record ImageSet(IReadOnlyList<string> Classes, int Size, int Channels, byte[] Pixels, int[] Labels)
{
    private string? hash;

    public int Count => Labels.Length;

    /// <summary>Values of one picture: C·H·W.</summary>
    public int ImageLength => Channels * Size * Size;

    /// <summary>SHA-256 over names, sizes, labels and pixels; recorded in checkpoints, so that a resume sees the same data.</summary>
    public string Hash => hash ??= ComputeHash();

    /// <summary>Writes picture <paramref name="index"/> to <paramref name="destination"/> [C, H, W], from [0, 255] to [−1, 1].</summary>
    public void Read(int index, Span<float> destination)
    {
        var source = Pixels.AsSpan(index * ImageLength, ImageLength);
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (source[i] / 127.5f) - 1;
        }
    }

    private string ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"{Size} {Channels} {string.Join('\n', Classes)}\n"));
        foreach (var label in Labels)
        {
            sha.AppendData(BitConverter.GetBytes(label));
        }

        sha.AppendData(Pixels);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
