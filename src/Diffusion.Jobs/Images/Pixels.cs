using System.Security.Cryptography;
using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>The bytes of a picture, [H, W, C] row by row, C = 1 (grey) or 3 (red, green, blue).</summary>
public sealed record Pixels(byte[] Bytes, int Width, int Height, int Channels)
{
    /// <summary>
    /// [−1, 1] ─► [0, 255], rounded half to even. (guided-diffusion cuts the fraction off, which darkens every image by half
    /// a level on average.)
    /// </summary>
    public static Pixels From(SampledImage image)
    {
        var (channels, height, width) = (image.Channels, image.Height, image.Width);
        var bytes = new byte[channels * height * width];
        for (var channel = 0; channel < channels; channel++)
        {
            var plane = image.Pixels.AsSpan(channel * height * width, height * width);
            for (var i = 0; i < plane.Length; i++)
            {
                bytes[(i * channels) + channel] = ToByte(plane[i]);
            }
        }

        return new Pixels(bytes, width, height, channels);
    }

    /// <summary>[0, 255] ─► [−1, 1], [C, H, W].</summary>
    public float[] ToPlanes()
    {
        var planes = new float[Bytes.Length];
        for (var i = 0; i < Bytes.Length; i++)
        {
            planes[((i % Channels) * Width * Height) + (i / Channels)] = (Bytes[i] / 127.5f) - 1;
        }

        return planes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>The byte nearest to (x + 1)·127.5; of two equally near the even one. What lies outside is clipped.</summary>
    internal static byte ToByte(float x) => (byte)Math.Clamp(MathF.Round((x + 1) * 127.5f, MidpointRounding.ToEven), 0, 255);
}
