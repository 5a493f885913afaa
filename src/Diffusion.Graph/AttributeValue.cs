namespace Diffusion.Graph;

/// <summary>A named setting of a node.</summary>
/// <param name="Name">As ONNX names it.</param>
/// <param name="Value">long, float, string, long[], float[] or <see cref="TensorData"/>.</param>
public sealed record AttributeValue(string Name, object Value);
