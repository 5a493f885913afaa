namespace Diffusion.Sampling;

/// <summary>What the draws of <see cref="NoiseStream.Prior"/> are for. A prior's file is written to this.</summary>
public static class PriorNoise
{
    /// <summary>The draw of the pixels' noise [C, H, W].</summary>
    public const uint PixelDraw = 0;

    /// <summary>The draw of what lies behind the pixels [L].</summary>
    public const uint LatentDraw = 1;

    /// <summary>How many elements of <see cref="LatentDraw"/>, its first ones, choose the mixture's component; the others are its directions'.</summary>
    public const int Choosing = 2;
}
