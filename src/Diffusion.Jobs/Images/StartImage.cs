namespace Diffusion.Jobs;

/// <summary>What a chain starts from.</summary>
/// <param name="Name">Its blob.</param>
/// <param name="Pixels">Its pixels.</param>
public sealed record StartImage(string Name, Pixels Pixels);
