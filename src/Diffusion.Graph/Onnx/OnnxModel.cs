using Diffusion.Graph.Onnx;
using Google.Protobuf;

namespace Diffusion.Graph;

/// <summary>An ONNX model: built by <see cref="GraphBuilder.Build"/> or read from a file. It does not change.</summary>
public sealed class OnnxModel
{
    /// <summary>What the tensors of a single file may have together, in bytes; a protobuf message ends at 2³¹ − 1.</summary>
    public const long LargestFile = 2_000_000_000;

    /// <summary>Ends the name of the file that has the elements of a larger model's tensors: "unet.onnx" and "unet.onnx.data".</summary>
    public const string DataSuffix = ".data";

    // The initializers have no elements here.
    private readonly ModelProto _file;

    internal OnnxModel(ModelProto file, IReadOnlyList<KeyValuePair<string, TensorData>> initializers, string? folder = null)
    {
        _file = file;
        Initializers = initializers;
        Inputs = [.. file.Graph.Input.Select(OnnxValue.Read)];
        Outputs = [.. file.Graph.Output.Select(OnnxValue.Read)];
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

    /// <summary>Those of the <see cref="Initializers"/> that were given a name.</summary>
    public IEnumerable<KeyValuePair<string, TensorData>> Weights => Initializers.Where(i => !ValueNames.IsConstant(i.Key));

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
    /// <exception cref="GraphException">The model is larger than one file may be.</exception>
    public byte[] ToBytes() => DataSize <= LargestFile
        ? With(Inline()).ToByteArray()
        : throw new GraphException($"The tensors of '{Name}' have {DataSize} bytes, but {LargestFile} fit in one file. Save the model to a path.");

    /// <summary>Writes the model's file; where its tensors are too large for one, their elements go to a second beside it, a tensor at a time.</summary>
    /// <param name="path">The model's file; the second has <see cref="DataSuffix"/> after its name.</param>
    /// <param name="largest">Bytes that tensors may have together in one file.</param>
    public void Save(string path, long largest = LargestFile)
    {
        var whole = With(DataSize <= largest ? Inline() : ExternalData.Write(path + DataSuffix, Initializers));
        using var stream = File.Create(path);
        whole.WriteTo(stream);
    }

    private long DataSize => Initializers.Sum(i => i.Value.Size);

    private IEnumerable<TensorProto> Inline() => Initializers.Select(i => TensorFormat.Write(i.Key, i.Value));

    /// <summary>The file with its initializers' elements.</summary>
    private ModelProto With(IEnumerable<TensorProto> initializers)
    {
        var whole = _file.Clone();
        whole.Graph.Initializer.Clear();
        whole.Graph.Initializer.AddRange(initializers);
        return whole;
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

        if (file.Graph is null)
        {
            throw new GraphException($"'{source}' is not an ONNX file: it has no graph.");
        }

        KeyValuePair<string, TensorData>[] initializers = [.. file.Graph.Initializer.Select(t => KeyValuePair.Create(t.Name, TensorFormat.Read(t, folder)))];
        file.Graph.Initializer.Clear();
        file.Graph.Initializer.AddRange(initializers.Select(i => TensorFormat.Describe(i.Key, i.Value)));
        return new OnnxModel(file, initializers, folder);
    }
}
