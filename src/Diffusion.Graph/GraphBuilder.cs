namespace Diffusion.Graph;

/// <summary>
/// A graph under construction. Inputs, weights and constants are made here, everything else by <see cref="Ops"/> and the operators of
/// <see cref="Value"/>; <see cref="Build"/> turns what the outputs need into a model. The same calls give the same bytes.
/// </summary>
/// <param name="name">The graph's name in the file.</param>
public sealed partial class GraphBuilder(string name)
{
    /// <summary>The operator set that is written.</summary>
    public const int Opset = 18;

    /// <summary>The version of ONNX's file format that is written.</summary>
    public const int IrVersion = 9;

    private readonly List<Node> _nodes = [];
    private readonly List<Value> _inputs = [];
    private readonly List<Value> _weights = [];
    private readonly List<(string Name, Value Value)> _outputs = [];
    private readonly Dictionary<string, Value> _named = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<string> _scopes = [];

    public string Name { get; } = name;

    /// <summary>Free text that travels with the model (metadata_props), in the order of its keys.</summary>
    public IDictionary<string, string> Metadata => _metadata;

    internal IReadOnlyList<Node> Nodes => _nodes;

    internal IReadOnlyList<Value> Inputs => _inputs;

    /// <summary>Inputs, outputs and weights in file order, for writing.</summary>
    internal IReadOnlyList<(string Name, Value Value)> Outputs => _outputs;

    /// <summary>Adds an input of the graph. It stays in the model even if nothing uses it.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="type">Its elements.</param>
    /// <param name="shape">All dimensions; −1 is the dynamic batch dimension "N".</param>
    public Value Input(string name, ElementType type, params ReadOnlySpan<long> shape)
    {
        var input = Register(new Value(this, type, shape.ToArray()) { Name = name });
        _inputs.Add(input);
        return input;
    }

    /// <summary>Adds a float weight, named exactly so in the file.</summary>
    public Value Initializer(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) => Initializer(name, TensorData.Of(data, shape));

    /// <summary>Adds a double weight, named exactly so in the file.</summary>
    public Value Initializer(string name, ReadOnlySpan<double> data, params ReadOnlySpan<long> shape) => Initializer(name, TensorData.Of(data, shape));

    /// <summary>Adds a weight, named exactly so in the file. The same name with the same elements is the same weight.</summary>
    public Value Initializer(string name, TensorData data)
    {
        if (_named.TryGetValue(name, out var known) && known.Data is { } present && present.Type == data.Type
            && present.Shape.SequenceEqual(data.Shape) && present.Bytes.Span.SequenceEqual(data.Bytes.Span))
        {
            return known;
        }

        var weight = Register(new Value(this, data.Type, [.. data.Shape]) { Name = name, Data = data, Contents = ContentsOf(data) });
        _weights.Add(weight);
        return weight;
    }

    /// <summary>Names a result. A value may have several names.</summary>
    public void Output(string name, Value value)
    {
        Own(value);
        if (_outputs.Exists(o => o.Name == name))
        {
            throw new GraphException($"The graph '{Name}' has two outputs named '{name}'. Give each its own name.");
        }

        _outputs.Add((name, value));
    }

    /// <summary>Nodes made until the result is disposed are named "name/…" in the file.</summary>
    public IDisposable Scope(string name)
    {
        _scopes.Add(name);
        return new OpenScope(_scopes);
    }

    /// <summary>The model that computes the outputs: nodes and weights that no output needs are left out.</summary>
    public OnnxModel Build()
    {
        if (_outputs.Count == 0)
        {
            throw new GraphException($"The graph '{Name}' has no output. Name at least one with Output.");
        }

        var (file, constants) = new GraphWriter(this).Write();
        return new OnnxModel(file, constants);
    }

    /// <summary>Adds a node; its operands must be of this graph.</summary>
    internal Node Add(string op, ReadOnlySpan<Value?> inputs, ReadOnlySpan<AttributeValue> attributes)
    {
        foreach (var input in inputs)
        {
            if (input is not null)
            {
                Own(input);
            }
        }

        var node = new Node(op, string.Join('/', _scopes), inputs.ToArray(), attributes.ToArray());
        _nodes.Add(node);
        return node;
    }

    private void Own(Value value)
    {
        if (value.Graph != this)
        {
            throw new GraphException($"{value} belongs to the graph '{value.Graph.Name}', not to '{Name}'. Use values of one graph only.");
        }
    }

    private Value Register(Value value)
    {
        if (string.IsNullOrEmpty(value.Name) || !_named.TryAdd(value.Name, value))
        {
            throw new GraphException($"The name '{value.Name}' is empty or already used in the graph '{Name}'. Give every input and weight its own name.");
        }

        return value;
    }

    private sealed class OpenScope(List<string> scopes) : IDisposable
    {
        private bool _closed;

        public void Dispose()
        {
            if (!_closed)
            {
                scopes.RemoveAt(scopes.Count - 1);
                _closed = true;
            }
        }
    }
}
