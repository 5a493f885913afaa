using Diffusion.Graph.Onnx;
using Google.Protobuf;

namespace Diffusion.Graph;

/// <summary>An ONNX model: built by <see cref="GraphBuilder.Build"/> or read from a file. It does not change.</summary>
public sealed class OnnxModel
{
    private readonly ModelProto _file;

    internal OnnxModel(ModelProto file, string? folder = null)
    {
        _file = file;
        Inputs = [.. file.Graph.Input.Select(OnnxValue.Read)];
        Outputs = [.. file.Graph.Output.Select(OnnxValue.Read)];
        Initializers = [.. file.Graph.Initializer.Select(t => KeyValuePair.Create(t.Name, TensorFormat.Read(t, folder)))];
        Nodes = [.. file.Graph.Node.Select(n => OnnxNode.Read(n, folder))];
        Metadata = file.MetadataProps.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
    }

    public string Name => _file.Graph.Name;

    public long IrVersion => _file.IrVersion;

    /// <summary>The version of ONNX's own operator set.</summary>
    public long Opset => _file.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;

    public IReadOnlyList<OnnxValue> Inputs { get; }

    public IReadOnlyList<OnnxValue> Outputs { get; }

    /// <summary>Weights and constants by name, in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, TensorData>> Initializers { get; }

    /// <summary>In an order in which they can run.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file, with the external data beside it.</summary>
    public static OnnxModel Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new GraphException($"There is no file '{path}'. Give the path of an .onnx file.");
        }

        using var stream = File.OpenRead(path);
        return Parse(path, Path.GetDirectoryName(Path.GetFullPath(path)), () => ModelProto.Parser.ParseFrom(stream));
    }

    /// <summary>Reads a model from memory.</summary>
    public static OnnxModel Load(ReadOnlyMemory<byte> bytes) => Parse("the model", null, () => ModelProto.Parser.ParseFrom(bytes.Span));

    /// <summary>The file's bytes; the same graph has the same bytes.</summary>
    public byte[] ToBytes() => _file.ToByteArray();

    public void Save(string path)
    {
        using var stream = File.Create(path);
        _file.WriteTo(stream);
    }

    private static OnnxModel Parse(string source, string? folder, Func<ModelProto> parse)
    {
        ModelProto file;
        try
        {
            file = parse();
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GraphException($"'{source}' is not an ONNX file: {e.Message}");
        }

        return file.Graph is null ? throw new GraphException($"'{source}' is not an ONNX file: it has no graph.") : new OnnxModel(file, folder);
    }
}
