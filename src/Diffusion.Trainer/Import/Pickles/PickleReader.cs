using System.Buffers.Binary;
using System.Text;

namespace Diffusion.Trainer.Import;

/// <summary>
/// Reads the pickle of a checkpoint: dictionaries, lists, tuples, texts, numbers, and tensors as references to storages. A pickle
/// is a program for a small machine; here the machine has no instruction that runs anything else. Whatever such data do not need
/// is refused, by its name and place, so that a hostile file can do nothing.
/// </summary>
/// <param name="bytes">The whole pickle.</param>
internal sealed class PickleReader(byte[] bytes)
{
    /// <summary>Bounds what the values can take in memory, since no instruction makes more than one or copies any.</summary>
    public const int MostInstructions = 4_000_000;

    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];
    private int position;
    private PickleOpcode opcode;
    private int at;

    /// <summary>Bytes that were read.</summary>
    public int Position => position;

    /// <summary>Runs the program to its end.</summary>
    /// <returns>null, bool, long, double, string, object?[] (a tuple), List&lt;object?&gt;, Dictionary&lt;object, object?&gt;, <see cref="PickledTensor"/>, <see cref="PickledStorage"/> or <see cref="PickleGlobal"/>.</returns>
    /// <exception cref="TrainerException">It is not whole, or it has something that a state dict does not need.</exception>
    public object? Read()
    {
        for (var instructions = 0; instructions < MostInstructions; instructions++)
        {
            at = position;
            opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.STOP)
            {
                return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw Damaged($"{stack.Count} values are left where one is due");
            }

            Run();
        }

        throw Refused($"it has more than {MostInstructions} instructions");
    }

    private void Run()
    {
        switch (opcode)
        {
            case PickleOpcode.PROTO:
                if (Take(1)[0] is var version && version is not (2 or 3))
                {
                    throw Refused($"the protocol is {version}, but 2 is what torch.save writes. Save the checkpoint again without pickle_protocol");
                }

                break;
            case PickleOpcode.MARK:
                marks.Add(stack.Count);
                break;
            case PickleOpcode.NONE:
                stack.Add(null);
                break;
            case PickleOpcode.NEWTRUE:
                stack.Add(true);
                break;
            case PickleOpcode.NEWFALSE:
                stack.Add(false);
                break;
            case PickleOpcode.BININT:
                stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.BININT1:
                stack.Add((long)Take(1)[0]);
                break;
            case PickleOpcode.BININT2:
                stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case PickleOpcode.LONG1:
                stack.Add(Long(Take(Take(1)[0])));
                break;
            case PickleOpcode.BINFLOAT:
                stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case PickleOpcode.BINUNICODE:
                stack.Add(Utf8(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                break;
            case PickleOpcode.EMPTY_DICT:
                stack.Add(new Dictionary<object, object?>());
                break;
            case PickleOpcode.EMPTY_LIST:
                stack.Add(new List<object?>());
                break;
            case PickleOpcode.EMPTY_TUPLE:
                stack.Add(Array.Empty<object?>());
                break;
            case PickleOpcode.TUPLE1 or PickleOpcode.TUPLE2 or PickleOpcode.TUPLE3:
                stack.Add(PopMany(opcode - PickleOpcode.TUPLE1 + 1));
                break;
            case PickleOpcode.TUPLE:
                stack.Add(PopToMark());
                break;
            case PickleOpcode.APPEND:
                var element = Pop();
                Top<List<object?>>("a list").Add(element);
                break;
            case PickleOpcode.APPENDS:
                var elements = PopToMark();
                Top<List<object?>>("a list").AddRange(elements);
                break;
            case PickleOpcode.SETITEM:
                SetItems(PopMany(2));
                break;
            case PickleOpcode.SETITEMS:
                SetItems(PopToMark());
                break;
            case PickleOpcode.BINPUT:
                memo[Take(1)[0]] = Top();
                break;
            case PickleOpcode.LONG_BINPUT:
                memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top();
                break;
            case PickleOpcode.BINGET:
                stack.Add(Remembered(Take(1)[0]));
                break;
            case PickleOpcode.LONG_BINGET:
                stack.Add(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case PickleOpcode.GLOBAL:
                var (module, name) = (Line(), Line());
                stack.Add(PickleGlobal.Find(module, name) ?? throw Refused($"it names '{module}.{name}'. Only these are known: {string.Join(", ", PickleGlobal.Names)}"));
                break;
            case PickleOpcode.BINPERSID:
                stack.Add(Storage(Pop()));
                break;
            case PickleOpcode.REDUCE:
                var arguments = Pop() as object?[] ?? throw Damaged("its arguments are no tuple");
                stack.Add(Made(Pop(), arguments));
                break;
            case PickleOpcode.BUILD:
                // A state dict's _metadata: versions of modules, which name no tensor.
                _ = Pop() as Dictionary<object, object?> ?? throw Refused("it sets something else than a dictionary's attributes");
                _ = Top<Dictionary<object, object?>>("a dictionary");
                break;
            default:
                throw Refused("a state dict needs no such instruction");
        }
    }

    private object? Made(object? function, object?[] arguments) => (function as PickleGlobal)?.Kind switch
    {
        PickleGlobalKind.OrderedDict when arguments.Length == 0 => new Dictionary<object, object?>(),
        PickleGlobalKind.RebuildTensor => Tensor(arguments),
        PickleGlobalKind.RebuildParameter when arguments is [PickledTensor tensor, ..] => tensor,
        PickleGlobalKind.Size when arguments is [object?[] sizes] => sizes,
        null => throw Refused("it calls what is no function"),
        var kind => throw Refused($"it calls {kind} with {arguments.Length} arguments of other kinds than torch.save writes"),
    };

    private PickledStorage Storage(object? id) =>
        id is object?[] and ["storage", PickleGlobal { Stored: { } type }, string key, string, long count] && count >= 0
            ? new PickledStorage(key, type, count)
            : throw Refused("it refers to something else than a storage of numbers");

    private PickledTensor Tensor(object?[] arguments)
    {
        if (arguments is not [PickledStorage storage, long offset, object?[] sizes, object?[] steps, ..] || !sizes.Concat(steps).All(number => number is long))
        {
            throw Refused("it rebuilds a tensor from other arguments than torch.save writes");
        }

        var (shape, strides) = (sizes.Cast<long>().ToArray(), steps.Cast<long>().ToArray());
        return PickledTensor.Problem(storage, offset, shape, strides) is { } problem
            ? throw Damaged(problem)
            : new PickledTensor(storage, offset, shape, strides);
    }

    private void SetItems(object?[] items)
    {
        var dictionary = Top<Dictionary<object, object?>>("a dictionary");
        if (items.Length % 2 != 0)
        {
            throw Damaged("a key has no value");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary[items[i] is string or long ? items[i]! : throw Refused("a dictionary has another key than a text or a whole number")] = items[i + 1];
        }
    }

    private object? Remembered(uint index) => memo.TryGetValue(index, out var value) ? value : throw Damaged($"nothing was remembered as {index}");

    private object? Top() => stack.Count > LastMark ? stack[^1] : throw Damaged("a value is missing on the stack");

    private T Top<T>(string what)
        where T : class => Top() as T ?? throw Damaged($"{what} is due on the stack");

    private int LastMark => marks.Count > 0 ? marks[^1] : 0;

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (stack.Count - count < LastMark)
        {
            throw Damaged("a value is missing on the stack");
        }

        var values = stack[^count..].ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
        {
            throw Damaged("a mark is missing on the stack");
        }

        var values = PopMany(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - position)
        {
            throw Damaged($"the pickle ends after {bytes.Length} bytes, in the middle");
        }

        position += (int)count;
        return bytes.AsSpan(position - (int)count, (int)count);
    }

    private string Line()
    {
        var length = bytes.AsSpan(position).IndexOf((byte)'\n');
        var line = length < 0 ? throw Damaged("a line has no end") : Utf8(Take(length));
        position++;
        return line;
    }

    private static string Utf8(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    private long Long(ReadOnlySpan<byte> number)
    {
        if (number.Length > sizeof(long))
        {
            throw Refused($"a whole number has {number.Length} bytes, {sizeof(long)} are the most");
        }

        var value = number.Length > 0 && (number[^1] & 0x80) != 0 ? -1L : 0;
        for (var i = number.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | number[i];
        }

        return value;
    }

    private string Instruction => Enum.IsDefined(opcode) ? $"{opcode}" : $"0x{(byte)opcode:x2}";

    private TrainerException Refused(string why) => new(
        $"The pickle's instruction {Instruction} at byte {at} is refused: {why}. Only a state dict of tensors is read; save model.state_dict() alone.");

    private TrainerException Damaged(string why) => new($"The pickle is damaged at byte {at}, instruction {Instruction}: {why}.");
}
