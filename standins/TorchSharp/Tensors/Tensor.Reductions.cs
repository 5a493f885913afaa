using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null)
        {
            var call = new Call(Operators.SumAll);
            call.Add(this);
            call.Add(type);
            return call.One();
        }

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Operators.Sum);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            call.Add(type);
            return call.One();
        }

        public Tensor mean()
        {
            var call = new Call(Operators.MeanAll);
            call.Add(this);
            return call.One();
        }

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Operators.Mean);
            call.Add(this);
            call.Add(dimensions);
            call.Add(keepdim);
            call.Add(type);
            return call.One();
        }

        public Tensor var(bool unbiased = true)
        {
            var call = new Call(Operators.VarAll);
            call.Add(this);
            call.Add(unbiased);
            return call.One();
        }

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor max()
        {
            var call = new Call(Operators.MaxAll);
            call.Add(this);
            return call.One();
        }

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.MaxDim);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.Two();
        }

        public Tensor min()
        {
            var call = new Call(Operators.MinAll);
            call.Add(this);
            return call.One();
        }

        public Tensor argmax(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.Argmax);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor norm(float p = 2)
        {
            var call = new Call(Operators.Norm);
            call.Add(this);
            call.Add((double)p);
            return call.One();
        }

        public Tensor std(bool unbiased = true)
        {
            var call = new Call(Operators.Std);
            call.Add(this);
            call.Add(unbiased);
            return call.One();
        }

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Operators.StdDim);
            call.Add(Typed(type));
            call.Add(dimensions);
            call.Add(unbiased);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Operators.Var);
            call.Add(Typed(type));
            call.Add(dimensions);
            call.Add(unbiased);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor argmax()
        {
            var call = new Call(Operators.Argmax);
            call.Add(this);
            return call.One();
        }

        public Tensor argmin()
        {
            var call = new Call(Operators.Argmin);
            call.Add(this);
            return call.One();
        }

        public Tensor argmin(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.Argmin);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor all() => Apply(Operators.All);

        public Tensor all(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.AllDim);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor any() => Apply(Operators.Any);

        public Tensor any(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.AnyDim);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.One();
        }

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.MinDim);
            call.Add(this);
            call.Add(dim);
            call.Add(keepdim);
            return call.Two();
        }

        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            var call = new Call(Operators.Cumsum);
            call.Add(this);
            call.Add(dim);
            call.Add(type);
            return call.One();
        }

        public Tensor prod(ScalarType? type = null)
        {
            var call = new Call(Operators.Prod);
            call.Add(this);
            call.Add(type);
            return call.One();
        }

        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            var call = new Call(Operators.Logsumexp);
            call.Add(this);
            call.Add([dim]);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor norm(int dim, bool keepdim = false, float p = 2)
        {
            var call = new Call(Operators.NormScalarOptDim);
            call.Add(this);
            call.Add((double)p);
            call.Add([(long)dim]);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => amax((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
        {
            if (@out is not null)
            {
                throw new NotSupportedException("Results into a given tensor need the official TorchSharp package.");
            }

            var call = new Call(Operators.Amax);
            call.Add(this);
            call.Add(dims);
            call.Add(keepdim);
            return call.One();
        }

        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => amin((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
        {
            if (@out is not null)
            {
                throw new NotSupportedException("Results into a given tensor need the official TorchSharp package.");
            }

            var call = new Call(Operators.Amin);
            call.Add(this);
            call.Add(dims);
            call.Add(keepdim);
            return call.One();
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            var call = new Call(Operators.Topk);
            call.Add(this);
            call.Add((long)k);
            call.Add((long)dim);
            call.Add(largest);
            call.Add(sorted);
            return call.Two();
        }

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            var call = new Call(Operators.SortStable);
            call.Add(this);
            call.Add(stable);
            call.Add(dim);
            call.Add(descending);
            return call.Two();
        }

        public Tensor argsort(long dim = -1, bool descending = false)
        {
            var call = new Call(Operators.Argsort);
            call.Add(this);
            call.Add(dim);
            call.Add(descending);
            return call.One();
        }

        private Tensor Typed(ScalarType? type) => type is { } other ? to_type(other) : this;

        public bool allclose(Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false)
        {
            var call = new Call(Operators.Allclose);
            call.Add(this);
            call.Add(target);
            call.Add(rtol);
            call.Add(atol);
            call.Add(equal_nan);
            return call.Truth();
        }

        public bool Equals(Tensor target)
        {
            var call = new Call(Operators.Equal);
            call.Add(this);
            call.Add(target);
            return call.Truth();
        }
    }
}
