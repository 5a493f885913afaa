using System.Text;

namespace Packages.Conformance.Tests.OnnxRuntime;

/// <summary>
/// An ONNX file written field by field: inputs a and b, float [N, 3]; outputs sum = a + b and product = a·b, and
/// twice = sum + sum, so that there is something between two nodes.
/// </summary>
internal static class TinyModel
{
    private const int Float = 1;

    public static byte[] Bytes { get; } = Build();

    private static byte[] Build()
    {
        var graph = new Message()
            .Add(1, Node("Add", "sum", "a", "b"))
            .Add(1, Node("Mul", "product", "a", "b"))
            .Add(1, Node("Add", "twice", "sum", "sum"))
            .Add(2, "tiny")
            .Add(11, Tensor("a"))
            .Add(11, Tensor("b"))
            .Add(12, Tensor("sum"))
            .Add(12, Tensor("product"))
            .Add(12, Tensor("twice"));
        return new Message()
            .Add(1, 8)
            .Add(2, "conformance")
            .Add(5, 3)
            .Add(7, graph)
            .Add(8, new Message().Add(1, "").Add(2, 17))
            .Add(14, new Message().Add(1, "purpose").Add(2, "testing"))
            .ToBytes();
    }

    private static Message Node(string op, string output, params string[] inputs)
    {
        var node = new Message();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        return node.Add(2, output).Add(4, op);
    }

    private static Message Tensor(string name)
    {
        var shape = new Message()
            .Add(1, new Message().Add(2, "N"))
            .Add(1, new Message().Add(1, 3));
        return new Message().Add(1, name).Add(2, new Message().Add(1, new Message().Add(1, Float).Add(2, shape)));
    }

    /// <summary>A protocol buffers message: fields of variable-length integers and of counted bytes.</summary>
    private sealed class Message
    {
        private readonly List<byte> bytes = [];

        public Message Add(int field, long value)
        {
            Variable((ulong)field << 3);
            Variable((ulong)value);
            return this;
        }

        public Message Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

        public Message Add(int field, Message message) => Add(field, message.ToBytes());

        public byte[] ToBytes() => [.. bytes];

        private Message Add(int field, byte[] content)
        {
            Variable(((ulong)field << 3) | 2);
            Variable((ulong)content.Length);
            bytes.AddRange(content);
            return this;
        }

        private void Variable(ulong value)
        {
            for (; value >= 128; value >>= 7)
            {
                bytes.Add((byte)(value | 128));
            }

            bytes.Add((byte)value);
        }
    }
}
