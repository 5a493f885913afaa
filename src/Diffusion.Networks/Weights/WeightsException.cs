namespace Diffusion.Networks;

/// <summary>A file of weights is damaged, foreign, or does not fit.</summary>
public sealed class WeightsException(string message, Exception? inner = null) : Exception(message, inner);
