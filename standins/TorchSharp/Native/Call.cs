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
    private const int MostResults = 32;

    private readonly Operator op;
    private int count;
    private int integers;
    private KeptAlive kept;
    private int keptCount;
    private object? keptList;
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

        keptList ??= generator;
        Next(ArgumentKind.Generator, generator.Handle);
    }

    public void Add(scoped ReadOnlySpan<long> values)
    {
        if (integers + values.Length > MostIntegers)
        {
            throw new NotSupportedException($"A list of {values.Length} integers is more than this stand-in carries. The official TorchSharp package has no such limit.");
        }

        var first = (long*)Unsafe.AsPointer(ref lists[integers]);
        values.CopyTo(new Span<long>(first, values.Length));
        integers += values.Length;
        Next(ArgumentKind.IntegerList, (nint)first, values.Length);
    }

    public void AddReals(scoped ReadOnlySpan<double> values)
    {
        var start = integers;
        Add(MemoryMarshal.Cast<double, long>(values));
        Last()->Kind = ArgumentKind.RealList;
        _ = start;
    }

    public void AddTensors(IReadOnlyList<Tensor> tensors)
    {
        keptList = tensors;
        if (integers + tensors.Count > MostIntegers)
        {
            throw new NotSupportedException($"A list of {tensors.Count} tensors is more than this stand-in carries. The official TorchSharp package has no such limit.");
        }

        var first = (long*)Unsafe.AsPointer(ref lists[integers]);
        for (var i = 0; i < tensors.Count; i++)
        {
            first[i] = tensors[i].Handle;
        }

        integers += tensors.Count;
        Next(ArgumentKind.TensorList, (nint)first, tensors.Count);
    }

    /// <summary>Layout, device and pin_memory of a factory: left to libtorch, which means strided CPU memory.</summary>
    public void AddFactoryOptions(ScalarType? type)
    {
        Add(type);
        AddNone();
        AddNone();
        AddNone();
    }

    public Tensor One()
    {
        Argument result;
        Run(&result, 1);
        return new Tensor(result.Pointer);
    }

    public Tensor[] Many()
    {
        var results = stackalloc Argument[MostResults];
        var produced = Run(results, MostResults);
        var tensors = new Tensor[produced];
        for (var i = 0; i < produced; i++)
        {
            tensors[i] = new Tensor(results[i].Pointer);
        }

        return tensors;
    }

    /// <summary>An in-place operation: its result is its first argument.</summary>
    public void InPlace()
    {
        Argument result;
        Run(&result, 1);
        NativeMethods.diffusion_torch_release(result.Pointer);
    }

    public bool Truth()
    {
        Argument result;
        Run(&result, 1);
        return result.Integer != 0;
    }

    private int Run(Argument* results, int capacity)
    {
        int produced;
        var first = (Argument*)Unsafe.AsPointer(ref arguments[0]);
        NativeMethods.Check(NativeMethods.diffusion_torch_call(op.Handle, first, count, results, capacity, &produced));
        GC.KeepAlive(keptList);
        for (var i = 0; i < keptCount; i++)
        {
            GC.KeepAlive(kept[i]);
        }

        return produced;
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
