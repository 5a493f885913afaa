namespace Diffusion.Runtime;

/// <summary>What an image's bytes depend on, apart from the model and the request.</summary>
/// <param name="Provider">ONNX Runtime's execution provider.</param>
/// <param name="Device">The kind of device, with the instruction set on a CPU.</param>
/// <param name="OnnxRuntimeVersion">The native library's version.</param>
/// <param name="Rows">The row count that every device batch is padded to, 1 where every image is made alone; null where bytes do not depend on it.</param>
public sealed record RuntimeProvenance(string Provider, string Device, string OnnxRuntimeVersion, int? Rows);
