using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Diffusion.Trainer.Datasets.Npz;

/// <summary>The head of an array's file: type of the elements and shape (NumPy enhancement proposal 1, versions 1 to 3).</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Sizes, the slowest first (C order).</param>
public sealed partial record NpyHeader(NpyType Type, IReadOnlyList<int> Shape)
{
    private const int LongestText = 1 << 16;
    private const int MostDimensions = 32;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Elements of the array.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes of the array.</summary>
    public long Length => Count * NpyTypes.SizeOf(Type);

    /// <summary>Bytes of one item along the first dimension.</summary>
    public long RowLength => Shape is [> 0, ..] ? Length / Shape[0] : 0;

    /// <summary>Reads the head; the stream is then at the first element.</summary>
    /// <param name="stream">At the array's beginning.</param>
    /// <param name="available">Bytes from there on: an array that claims more is refused before any memory is taken.</param>
    /// <param name="place">Names the array in errors.</param>
    /// <exception cref="TrainerException">It is no array, of a type or an order that is not understood, or truncated.</exception>
    public static NpyHeader Read(Stream stream, long available, string place)
    {
        Span<byte> start = stackalloc byte[8];
        Fill(stream, start, place);
        if (!start.StartsWith(Magic) || start[6] is < 1 or > 3)
        {
            throw new TrainerException($"{place} is not an array of NumPy's format, versions 1 to 3. Write it with numpy.save or numpy.savez.");
        }

        var isLong = start[6] > 1;
        Span<byte> sizeBytes = stackalloc byte[isLong ? 4 : 2];
        Fill(stream, sizeBytes, place);
        var textLength = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(sizeBytes) : BinaryPrimitives.ReadUInt16LittleEndian(sizeBytes);
        if (textLength > LongestText)
        {
            throw new TrainerException($"{place} has a head of {textLength} bytes, but at most {LongestText} are read. It is damaged: write it again.");
        }

        var text = new byte[textLength];
        Fill(stream, text, place);
        var header = Parse(Encoding.UTF8.GetString(text), place);
        var left = available - start.Length - sizeBytes.Length - textLength;
        return header.Length <= left
            ? header
            : throw new TrainerException($"{place} says [{string.Join(", ", header.Shape)}] of {NpyTypes.NameOf(header.Type)}, {header.Length} bytes, but only {Math.Max(0, left)} follow. It is truncated: write it again.");
    }

    public void Write(Stream stream)
    {
        var shape = Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
        var text = $"{{'descr': '{NpyTypes.NameOf(Type)}', 'fortran_order': False, 'shape': {shape}, }}";

        // The elements begin at a multiple of 64 bytes; the text ends with a line feed.
        const int Before = 10;
        var padded = (Before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        text = text.PadRight(padded - Before - 1) + "\n";
        stream.Write(Magic);
        stream.Write([1, 0, (byte)text.Length, (byte)(text.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    private static NpyHeader Parse(string text, string place)
    {
        var (type, order, shape) = (TypeText().Match(text), OrderText().Match(text), ShapeText().Match(text));
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new TrainerException($"{place} is an array of records or has a damaged head: {text.Trim()[..Math.Min(120, text.Trim().Length)]}. Save it as a plain array.");
        }

        var elementType = NpyTypes.Find(type.Groups[1].Value, place);
        var sizes = new List<int>();
        var count = 1L;
        foreach (var size in shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Python 2 wrote long numbers with an L.
            if (!int.TryParse(size.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ||
                sizes.Count == MostDimensions || (number > 0 && count > long.MaxValue / 8 / number))
            {
                throw new TrainerException($"{place} says that its shape is ({shape.Groups[1].Value}), which no array has that fits in memory. It is damaged: write it again.");
            }

            sizes.Add(number);
            count *= number;
        }

        return order.Groups[1].Value == "False" || sizes.Count < 2
            ? new NpyHeader(elementType, sizes)
            : throw new TrainerException($"{place} is in Fortran order. Save it in C order: numpy.ascontiguousarray.");
    }

    private static void Fill(Stream stream, Span<byte> bytes, string place)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new TrainerException($"{place} ends within its head. It is truncated: write it again.");
        }
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex TypeText();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex OrderText();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([0-9L,\s]*)\)")]
    private static partial Regex ShapeText();
}
