using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Datasets.Stored;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Randomness;

namespace Diffusion.Trainer.Datasets;

/// <summary>Pictures that are decoded and cropped each time they are read.</summary>
/// <param name="stored">Of any size.</param>
/// <param name="size">Height and width of the squares in pixels.</param>
/// <param name="kind">How they are cropped.</param>
public sealed class CroppedPictures(IStoredPictures stored, int size, CropKind kind) : IPictures
{
    private const int Rgb = 3;

    public int Count => stored.Count;

    public int Size => size;

    public int Channels => Rgb;

    public void Read(int index, CounterRandom? crop, Span<byte> destination)
    {
        var picture = stored.Load(index);
        if (kind == CropKind.None && (picture.Width != size || picture.Height != size))
        {
            throw new TrainerException($"{stored.NameOf(index)} is {picture.Width}×{picture.Height} pixels now, but was {size}×{size}. Leave data sets alone while they are used.");
        }

        PlaneByPlane(kind == CropKind.Random && crop is { } random ? Crop.Random(picture, size, random) : Crop.Centre(picture, size), destination);
    }

    /// <summary>[H, W, C] ─► [C, H, W].</summary>
    public static void PlaneByPlane(Picture picture, Span<byte> planes)
    {
        var plane = picture.Width * picture.Height;
        for (var i = 0; i < plane; i++)
        {
            planes[i] = picture.Pixels[3 * i];
            planes[plane + i] = picture.Pixels[(3 * i) + 1];
            planes[(2 * plane) + i] = picture.Pixels[(3 * i) + 2];
        }
    }
}
