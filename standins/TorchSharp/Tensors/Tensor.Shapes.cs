using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => WithIntegers(Operators.Reshape, shape);

        public Tensor view(params long[] shape) => WithIntegers(Operators.View, shape);

        public Tensor permute(params long[] permutation) => WithIntegers(Operators.Permute, permutation);

        public Tensor repeat(params long[] sizes) => WithIntegers(Operators.Repeat, sizes);

        public Tensor expand(params long[] sizes) => WithIntegers(Operators.Expand, sizes);

        public Tensor transpose(long dim0, long dim1)
        {
            var call = new Call(Operators.Transpose);
            call.Add(this);
            call.Add(dim0);
            call.Add(dim1);
            return call.One();
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var call = new Call(Operators.Flatten);
            call.Add(this);
            call.Add(start_dim);
            call.Add(end_dim);
            return call.One();
        }

        public Tensor unsqueeze(long dim)
        {
            var call = new Call(Operators.Unsqueeze);
            call.Add(this);
            call.Add(dim);
            return call.One();
        }

        public Tensor squeeze(long? dim = null)
        {
            var call = new Call(dim is null ? Operators.Squeeze : Operators.SqueezeDim);
            call.Add(this);
            if (dim is { } known)
            {
                call.Add(known);
            }

            return call.One();
        }

        public Tensor narrow(long dim, long start, long length)
        {
            var call = new Call(Operators.Narrow);
            call.Add(this);
            call.Add(dim);
            call.Add(start);
            call.Add(length);
            return call.One();
        }

        public Tensor slice(long dim, long start, long finish, long step)
        {
            var call = new Call(Operators.Slice);
            call.Add(this);
            call.Add(dim);
            call.Add(start);
            call.Add(finish);
            call.Add(step);
            return call.One();
        }

        public Tensor select(long dim, long index)
        {
            var call = new Call(Operators.Select);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            return call.One();
        }

        public Tensor[] chunk(long chunks, long dim = 0)
        {
            var call = new Call(Operators.Chunk);
            call.Add(this);
            call.Add(chunks);
            call.Add(dim);
            return call.Many();
        }

        public Tensor[] split(long size, int dim = 0)
        {
            var call = new Call(Operators.Split);
            call.Add(this);
            call.Add(size);
            call.Add((long)dim);
            return call.Many();
        }

        public Tensor gather(long dim, Tensor index)
        {
            var call = new Call(Operators.Gather);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            return call.One();
        }

        public Tensor index_select(long dim, Tensor index)
        {
            var call = new Call(Operators.IndexSelect);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            return call.One();
        }

        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            var call = new Call(Operators.MaskedFill);
            call.Add(this);
            call.Add(mask);
            call.Add(value);
            return call.One();
        }

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var call = new Call(Operators.Clamp);
            call.Add(this);
            call.Add(min);
            call.Add(max);
            return call.One();
        }

        public Tensor softmax(long dim, ScalarType? dtype = null)
        {
            var call = new Call(Operators.Softmax);
            call.Add(this);
            call.Add(dim);
            call.Add(dtype);
            return call.One();
        }

        public Tensor log_softmax(long dim, ScalarType? dtype = null)
        {
            var call = new Call(Operators.LogSoftmax);
            call.Add(this);
            call.Add(dim);
            call.Add(dtype);
            return call.One();
        }

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            var call = new Call(Operators.Expand);
            call.Add(this);
            call.Add(sizes);
            call.Add(isImplicit);
            return call.One();
        }

        public Tensor expand_as(Tensor other)
        {
            var call = new Call(Operators.ExpandAs);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor view_as(Tensor other)
        {
            var call = new Call(Operators.ViewAs);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor broadcast_to(params long[] shape) => WithIntegers(Operators.BroadcastTo, shape);

        public Tensor flip(params long[] dims) => WithIntegers(Operators.Flip, dims);

        public Tensor roll(long[] shifts, long[] dims)
        {
            var call = new Call(Operators.Roll);
            call.Add(this);
            call.Add(shifts);
            call.Add(dims);
            return call.One();
        }

        public Tensor roll(long shifts, long? dims = null)
        {
            var call = new Call(Operators.Roll);
            call.Add(this);
            call.Add([shifts]);
            call.Add(dims is { } known ? [known] : []);
            return call.One();
        }

        public Tensor[] unbind(long dimension = 0)
        {
            var call = new Call(Operators.UnbindInt);
            call.Add(this);
            call.Add(dimension);
            return call.Many();
        }

        public Tensor[] split(long[] sizes) => split((ReadOnlySpan<long>)sizes);

        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            var call = new Call(Operators.SplitWithSizes);
            call.Add(this);
            call.Add(sizes);
            call.Add(dim);
            return call.Many();
        }

        public Tensor tril(long diagonal = 0)
        {
            var call = new Call(Operators.Tril);
            call.Add(this);
            call.Add(diagonal);
            return call.One();
        }

        public Tensor triu(long diagonal = 0)
        {
            var call = new Call(Operators.Triu);
            call.Add(this);
            call.Add(diagonal);
            return call.One();
        }

        public Tensor scatter(long dim, Tensor index, Tensor src)
        {
            var call = new Call(Operators.ScatterSrc);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            call.Add(src);
            return call.One();
        }

        public Tensor masked_select(Tensor mask)
        {
            var call = new Call(Operators.MaskedSelect);
            call.Add(this);
            call.Add(mask);
            return call.One();
        }

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            var call = new Call(Operators.RepeatInterleaveSelfInt);
            call.Add(this);
            call.Add(repeats);
            call.Add(dim);
            call.Add(output_size);
            return call.One();
        }

        private Tensor WithIntegers(Operator op, long[] values)
        {
            var call = new Call(op);
            call.Add(this);
            call.Add(values);
            return call.One();
        }
    }
}
