namespace Diffusion.Runtime;

/// <summary>One image that could not be made; others are not touched.</summary>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner);
