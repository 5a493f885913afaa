namespace Diffusion.Networks;

/// <summary>A network configuration has a shape that no network has; the message lists every problem.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
