using System.Security.Cryptography;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Tests.Datasets.Preparation;

/// <summary>Pictures by a formula of whole numbers, which another program can draw too.</summary>
internal static class Pattern
{
    /// <summary>Value (7x² + 13y² + 5xy + 91c + 31·⌊x/3⌋·⌊y/2⌋) mod 256 at column x, row y, channel c.</summary>
    public static Picture Draw(int width, int height)
    {
        var picture = new Picture(width, height);
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            var (x, y, c) = (i / 3 % width, i / 3 / width, i % 3);
            picture.Pixels[i] = (byte)((7 * x * x) + (13 * y * y) + (5 * x * y) + (91 * c) + (31 * (x / 3) * (y / 2)));
        }

        return picture;
    }

    public static string Hash(Picture picture) => Convert.ToHexStringLower(SHA256.HashData(picture.Pixels));
}
