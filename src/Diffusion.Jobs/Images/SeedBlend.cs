namespace Diffusion.Jobs;

/// <summary>Where an image's start lies between those of two seeds.</summary>
/// <param name="First">The seed at 0.</param>
/// <param name="Second">The seed at 1.</param>
/// <param name="Share">0 to 1.</param>
public sealed record SeedBlend(ulong First, ulong Second, double Share);
