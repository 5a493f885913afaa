namespace Diffusion.Graph;

/// <summary>A graph that cannot be built, differentiated, read or written; the message says what and how to mend it.</summary>
public sealed class GraphException(string message) : Exception(message);
