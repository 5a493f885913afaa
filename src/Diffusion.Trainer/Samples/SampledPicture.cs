using Diffusion.Runtime;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Samples;

/// <summary>A sampled image as a picture.</summary>
public static class SampledPicture
{
    /// <summary>[C, H, W] in [−1, 1] ─► bytes, each the nearest to (x + 1)·127.5; one channel becomes grey.</summary>
    public static Picture Of(SampledImage image)
    {
        var picture = new Picture(image.Width, image.Height);
        var plane = image.Width * image.Height;
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var value = image.Pixels[(image.Channels == 1 ? 0 : channel * plane) + i];
                picture.Pixels[(3 * i) + channel] = (byte)Math.Clamp(MathF.Round((value + 1) * 127.5f), 0, 255);
            }
        }

        return picture;
    }
}
