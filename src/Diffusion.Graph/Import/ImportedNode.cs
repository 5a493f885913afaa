namespace Diffusion.Graph;

/// <summary>A node that was read, with its operands as values.</summary>
internal sealed class ImportedNode(GraphBuilder graph, OnnxNode node, Value?[] inputs)
{
    public GraphBuilder Graph { get; } = graph;

    public OnnxNode Node { get; } = node;

    public int Count => inputs.Length;

    public Value X => this[0];

    public Value this[int index] => Optional(index) ?? throw Refused($"operand {index} is missing");

    public Value? Optional(int index) => index < inputs.Length ? inputs[index] : null;

    public IEnumerable<Value> All => Enumerable.Range(0, Count).Select(i => this[i]);

    public int Int(string attribute, long otherwise) => checked((int)Node.Attribute(attribute, otherwise));

    /// <summary>Int64s that older operator sets keep in an attribute, newer ones in a constant operand.</summary>
    public long[] Ints(int index, string attribute, long[] otherwise) =>
        Optional(index) is { } operand
            ? operand.Data is { Type: ElementType.Int64 } data ? data.AsSpan<long>().ToArray() : throw Refused($"operand {index} is not a constant")
            : Node.Attribute(attribute, otherwise);

    /// <summary>An attribute that has the same number for every spatial dimension.</summary>
    public int Uniform(string attribute, int otherwise)
    {
        var each = Node.Attribute(attribute, new long[] { otherwise });
        return Array.TrueForAll(each, v => v == each[0]) ? checked((int)each[0]) : throw Refused($"{attribute} {Shapes.Text(each)} are not all equal");
    }

    /// <summary>Refuses an attribute that has another than the only value that is read.</summary>
    public void Demand<T>(string attribute, T only)
        where T : notnull
    {
        var actual = Node.Attribute(attribute, only);
        if (!EqualityComparer<T>.Default.Equals(actual, only))
        {
            throw Refused($"{attribute} is {actual}, only {only} is read");
        }
    }

    public GraphException Refused(string why) => new($"The node '{Node.Name}' ({Node.Op}) is not read: {why}.");
}
