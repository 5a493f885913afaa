using System.Security.Cryptography;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Datasets.Stored;

/// <summary>Pictures of one size, their bytes one after the other in memory.</summary>
/// <param name="name">Of the file, in messages.</param>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="layout">How a picture's bytes lie.</param>
/// <param name="pictures">Bytes of each.</param>
public sealed class RawPictures(string name, int width, int height, RawLayout layout, IReadOnlyList<ReadOnlyMemory<byte>> pictures) : IStoredPictures
{
    public int Count => pictures.Count;

    public string NameOf(int index) => $"Picture {index} of '{name}'";

    public Picture Load(int index)
    {
        var source = pictures[index].Span;
        var picture = new Picture(width, height);
        var plane = width * height;
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = source[layout switch
            {
                RawLayout.Interleaved => i,
                RawLayout.Planes => (i % 3 * plane) + (i / 3),
                _ => i / 3,
            }];
        }

        return picture;
    }

    public byte[] Fingerprint(int index) => SHA256.HashData(pictures[index].Span);
}
