using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.Trainer.Pictures;

/// <summary>Reads and writes pictures; the one place of the trainer that knows the image library.</summary>
public static class PngFile
{
    public static void Save(Picture picture, string path)
    {
        using var image = Image.LoadPixelData<Rgb24>(picture.Pixels, picture.Width, picture.Height);
        image.SaveAsPng(path);
    }

    /// <summary>Reads a picture of any format that the image library knows, as RGB.</summary>
    /// <exception cref="TrainerException">The file is no such picture, or truncated.</exception>
    public static Picture Load(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (JpegEnd.IsMissing(bytes))
            {
                throw new TrainerException($"'{path}' is a JPEG that ends too early. Replace or remove it.");
            }

            using var image = Image.Load<Rgb24>(bytes);
            if (3L * image.Width * image.Height > Array.MaxLength)
            {
                throw new TrainerException($"'{path}' is {image.Width}×{image.Height} pixels, which is more than is read. Make it smaller.");
            }

            var picture = new Picture(image.Width, image.Height);
            image.CopyPixelDataTo(picture.Pixels);
            return picture;
        }
        catch (Exception error) when (error is UnknownImageFormatException or InvalidImageContentException)
        {
            throw new TrainerException($"'{path}' cannot be read as a picture: {error.Message} Replace or remove it.", error);
        }
    }
}
