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

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Operators.Var);
            call.Add(this);
            call.Add(dimensions);
            call.Add(unbiased);
            call.Add(keepdim);
            return call.One();
        }

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
            var both = call.Many();
            return (both[0], both[1]);
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
