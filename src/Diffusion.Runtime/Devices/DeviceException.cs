namespace Diffusion.Runtime;

/// <summary>The device that was asked for is not there.</summary>
public sealed class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
