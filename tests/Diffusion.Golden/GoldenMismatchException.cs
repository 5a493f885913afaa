namespace Diffusion.Golden;

/// <summary>A value is not the reference's.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);
