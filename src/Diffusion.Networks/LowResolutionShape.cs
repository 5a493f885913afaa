namespace Diffusion.Networks;

/// <summary>What a super-resolution UNet is told of each image.</summary>
/// <param name="Channels">Those of an image, and one more where the level of its noise is told.</param>
/// <param name="Size">Height and width in pixels.</param>
public sealed record LowResolutionShape(int Channels, int Size);
