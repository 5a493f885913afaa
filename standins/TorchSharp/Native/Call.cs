using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>
/// One call of an operator: arguments are added in the schema's order, then one of the run methods is called.
/// Lives on the stack; arguments that are lists point into it, so it is never copied.
/// </summary>
internal unsafe ref struct Call
{
    private const int MostArguments = 16;
    private const int MostIntegers = 48;

    private readonly Operator op;
    private int count;
    private int integers;
    private KeptAlive kept;
    private int keptCount;
    private object? keptList;
    private object? keptGenerator;
    private long[]? longList;
    private fixed long arguments[2 * MostArguments];
    private fixed long lists[MostIntegers];

    public Call(Operator op) => this.op = op;

    public void Add(Tensor? tensor)
    {
        if (tensor is null)
        {
            AddNone();
            return;
        }

        if (keptCount < 8)
        {
            kept[keptCount++] = tensor;
        }

        Next(ArgumentKind.Tensor, tensor.Handle);
    }

    public void AddNone() => Next(ArgumentKind.None, 0);

    public void Add(long value) => Next(ArgumentKind.Integer, value);

    public void Add(long? value)
    {
        if (value is { } known)
        {
            Add(known);
        }
        else
        {
            AddNone();
        }
    }

    public void Add(bool value) => Next(ArgumentKind.Boolean, value ? 1 : 0);

    public void Add(double value) => Next(ArgumentKind.Real, BitConverter.DoubleToInt64Bits(value));

    public void Add(Scalar? scalar)
    {
        if (scalar is null)
        {
            AddNone();
        }
        else if (scalar.IsReal)
        {
            Add(scalar.Real);
        }
        else
        {
            Add(scalar.Integer);
        }
    }

    public void Add(ScalarType? type) => Add(type is { } known ? (long)known : null);

    public void Add(Generator? generator)
    {
        if (generator is null)
        {
            AddNone();
            return;
        }

        keptGenerator = generator;
        Next(ArgumentKind.Generator, generator.Handle);
    }

    public void Add(scoped ReadOnlySpan<long> values) => AddList(ArgumentKind.IntegerList, values);

    public void AddReals(scoped ReadOnlySpan<double> values) => AddList(ArgumentKind.RealList, MemoryMarshal.Cast<double, long>(values));

    public void AddTensors(IReadOnlyList<Tensor> tensors) => AddTensors(ArgumentKind.TensorList, tensors);

    /// <summary>Tensors of which some may be missing, as indices are.</summary>
    public void AddOptionalTensors(IReadOnlyList<Tensor?> tensors) => AddTensors(ArgumentKind.OptionalTensorList, tensors);

    /// <summary>Layout, device and pin_memory of a factory: left to libtorch, which means strided CPU memory.</summary>
    public void AddFactoryOptions(ScalarType? type)
    {
        Add(type);
        AddNone();
        AddNone();
        AddNone();
    }

    public Tensor One() => new(Run()[0].Pointer);

    public (Tensor First, Tensor Second) Two()
    {
        var results = Run();
        var (first, second) = (results[0].Pointer, results[1].Pointer);
        return (new Tensor(first), new Tensor(second));
    }

    public Tensor[] Many()
    {
        var results = Run();
        var tensors = new Tensor[results.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new Tensor(results[i].Pointer);
        }

        return tensors;
    }

    /// <summary>An in-place operation: its result is its first argument.</summary>
    public void InPlace() => NativeMethods.diffusion_torch_release(Run()[0].Pointer);

    public bool Truth() => Run()[0].Integer != 0;

    private ReadOnlySpan<Argument> Run()
    {
        Argument* results;
        int produced;
        var first = (Argument*)Unsafe.AsPointer(ref arguments[0]);
        NativeMethods.Check(NativeMethods.diffusion_torch_run(op.Handle, first, count, &results, &produced));
        GC.KeepAlive(keptList);
        GC.KeepAlive(keptGenerator);
        for (var i = 0; i < keptCount; i++)
        {
            GC.KeepAlive(kept[i]);
        }

        return new ReadOnlySpan<Argument>(results, produced);
    }

    private void AddTensors(ArgumentKind kind, IReadOnlyList<Tensor?> tensors)
    {
        keptList = tensors;
        var first = Room(tensors.Count);
        for (var i = 0; i < tensors.Count; i++)
        {
            first[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
        }

        Next(kind, (nint)first, tensors.Count);
    }

    private void AddList(ArgumentKind kind, scoped ReadOnlySpan<long> values)
    {
        var first = Room(values.Length);
        values.CopyTo(new Span<long>(first, values.Length));
        Next(kind, (nint)first, values.Length);
    }

    /// <summary>Room for a list: in this struct, or for a long one (at most one a call) in a pinned array.</summary>
    private long* Room(int length)
    {
        if (integers + length <= MostIntegers)
        {
            var first = (long*)Unsafe.AsPointer(ref lists[integers]);
            integers += length;
            return first;
        }

        longList = GC.AllocateUninitializedArray<long>(length, pinned: true);
        return (long*)Unsafe.AsPointer(ref longList[0]);
    }

    private void Next(ArgumentKind kind, long value, int length = 0)
    {
        count++;
        var argument = Last();
        argument->Kind = kind;
        argument->Count = length;
        argument->Integer = value;
    }

    private Argument* Last() => (Argument*)Unsafe.AsPointer(ref arguments[2 * (count - 1)]);

    [InlineArray(8)]
    private struct KeptAlive
    {
        private Tensor? first;
    }
}
