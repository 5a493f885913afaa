using Diffusion.Graph.Onnx;

namespace Diffusion.Graph;

/// <summary>Tensors whose elements lie in a file beside the model.</summary>
internal static class ExternalData
{
    public static byte[] Read(TensorProto tensor, string? folder)
    {
        var entries = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        if (folder is null || !entries.TryGetValue("location", out var location))
        {
            throw new GraphException($"The elements of '{tensor.Name}' lie in another file. Load the model from its path.");
        }

        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw new GraphException($"The elements of '{tensor.Name}' lie in '{location}', which is not a file in the model's folder.");
        }

        using var file = File.OpenRead(path);
        file.Position = entries.TryGetValue("offset", out var offset) ? long.Parse(offset) : 0;
        var bytes = new byte[entries.TryGetValue("length", out var length) ? int.Parse(length) : checked((int)(file.Length - file.Position))];
        file.ReadExactly(bytes);
        return bytes;
    }
}
