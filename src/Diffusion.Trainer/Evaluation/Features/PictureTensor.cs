using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>A picture as a feature network sees it.</summary>
public static class PictureTensor
{
    /// <param name="picture">Of any size.</param>
    /// <param name="input">What the network sees.</param>
    /// <param name="destination">[3, H, W] or [H, W, 3].</param>
    public static void Fill(Picture picture, FeatureInput input, Span<float> destination)
    {
        var pixels = Pixels(picture, input);
        var plane = pixels.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            // (byte/255 − mean)/std
            var scale = (float)(1 / (255 * input.Range.Std[channel]));
            var shift = (float)(input.Range.Mean[channel] / input.Range.Std[channel]);
            for (var i = 0; i < plane; i++)
            {
                destination[input.ChannelsFirst ? (channel * plane) + i : (3 * i) + channel] = (pixels[(3 * i) + channel] * scale) - shift;
            }
        }
    }

    /// <summary>[H, W, 3] in the size that the network sees, from 0 to 255.</summary>
    private static float[] Pixels(Picture picture, FeatureInput input)
    {
        var size = input.Size;
        if (size == 0 || (picture.Width, picture.Height) == (size, size))
        {
            return Array.ConvertAll(picture.Pixels, value => (float)value);
        }

        return input.Resize == ResizeKind.Bicubic
            ? Array.ConvertAll(Resampling.Resize(picture, size, size, ResamplingKernel.Bicubic).Pixels, value => (float)value)
            : Bilinear.Resize(picture.Pixels, picture.Width, picture.Height, size);
    }
}
