namespace SixLabors.ImageSharp.PixelFormats;

internal static class Luminance
{
    /// <summary>ITU-R BT.709: 0.2126 R + 0.7152 G + 0.0722 B, rounded half up.</summary>
    public static byte Of(byte red, byte green, byte blue) =>
        (byte)((red * .2126F) + (green * .7152F) + (blue * .0722F) + 0.5F);
}
