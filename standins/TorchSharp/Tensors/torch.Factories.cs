using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        Device.RefuseCuda(device);
        var call = new Call(Operators.Randint);
        call.Add(low);
        call.Add(high);
        call.Add(size);
        call.Add(generator ?? Generator.Default);
        call.AddFactoryOptions(dtype ?? ScalarType.Int64);
        return WithGrad(call.One(), requires_grad);
    }

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        Device.RefuseCuda(device);
        var call = new Call(Operators.Arange);
        call.Add(start);
        call.Add(stop);
        call.Add(step);
        call.AddFactoryOptions(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        MakeLike(Operators.ZerosLike, input, dtype, device, requires_grad);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        MakeLike(Operators.OnesLike, input, dtype, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => FromData<float>([scalar], [], ScalarType.Float32, null, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromData<double>([scalar], [], ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) => FromData<int>([scalar], [], ScalarType.Int32, null, device, requires_grad);

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromData<bool>([scalar], [], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromData<long>([scalar], [], ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Join(Operators.Cat, [.. tensors], dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Join(Operators.Cat, tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Join(Operators.Stack, [.. tensors], dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Join(Operators.Cat, tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        MakeLike(Operators.RandnLike, input, dtype, device, requires_grad);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        MakeLike(Operators.EmptyLike, input, dtype, device, requires_grad);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        WithGrad(empty_like(input, dtype, device).fill_(value), requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        Device.RefuseCuda(device);
        var call = new Call(Operators.Linspace);
        call.Add(start);
        call.Add(end);
        call.Add(steps);
        call.AddFactoryOptions(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        Device.RefuseCuda(device);
        var call = new Call(Operators.Randperm);
        call.Add(n);
        call.Add(generator ?? Generator.Default);
        call.AddFactoryOptions(dtype ?? ScalarType.Int64);
        return WithGrad(call.One(), requires_grad);
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null)
    {
        var call = new Call(Operators.Bernoulli);
        call.Add(input);
        call.Add(generator);
        return call.One();
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y)
    {
        var call = new Call(Operators.Where);
        call.Add(condition);
        call.Add(x);
        call.Add(y);
        return call.One();
    }

    private static Tensor Join(Operator op, Tensor[] tensors, long dim)
    {
        var call = new Call(op);
        call.AddTensors(tensors);
        call.Add(dim);
        return call.One();
    }

    private static Tensor Make(Operator op, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        Device.RefuseCuda(device);
        var call = new Call(op);
        call.Add(size);
        call.AddFactoryOptions(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    private static Tensor MakeFull(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad)
    {
        Device.RefuseCuda(device);
        var call = new Call(Operators.Full);
        call.Add(size);
        call.Add(value);
        call.AddFactoryOptions(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    private static Tensor MakeRandom(Operator op, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator)
    {
        Device.RefuseCuda(device);
        var call = new Call(op);
        call.Add(size);
        call.Add(generator ?? Generator.Default);
        call.AddFactoryOptions(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    private static Tensor MakeLike(Operator op, Tensor input, ScalarType? dtype, Device? device, bool requires_grad)
    {
        Device.RefuseCuda(device);
        var call = new Call(op);
        call.Add(input);
        call.Add(dtype);
        return WithGrad(call.One(), requires_grad);
    }

    private static Tensor FromData<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long wanted = 1;
        foreach (var dimension in dimensions)
        {
            wanted *= dimension;
        }

        if (wanted != data.Length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: expected {wanted}, got {data.Length}");
        }

        var made = empty(dimensions, type, device);
        MemoryMarshal.AsBytes(data).CopyTo(made.bytes);
        if (dtype is { } other && other != type)
        {
            made = made.to_type(other, disposeAfter: true);
        }

        return WithGrad(made, requires_grad);
    }

    private static Tensor WithGrad(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;
}
