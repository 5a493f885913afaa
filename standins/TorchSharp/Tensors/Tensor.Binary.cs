using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient is rounded.</summary>
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    public partial class Tensor
    {
        public Tensor add(Tensor target)
        {
            var call = new Call(Operators.AddTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor add(Scalar scalar)
        {
            var call = new Call(Operators.AddScalar);
            call.Add(this);
            call.Add(scalar);
            return call.One();
        }

        public Tensor add_(Tensor target)
        {
            var call = new Call(Operators.AddInPlaceTensor);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor add_(Scalar scalar)
        {
            var call = new Call(Operators.AddInPlaceScalar);
            call.Add(this);
            call.Add(scalar);
            call.InPlace();
            return this;
        }

        public Tensor sub(Tensor target)
        {
            var call = new Call(Operators.SubTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor sub(Scalar target)
        {
            var call = new Call(Operators.SubScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor sub_(Tensor target)
        {
            var call = new Call(Operators.SubInPlaceTensor);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor sub_(Scalar target)
        {
            var call = new Call(Operators.SubInPlaceScalar);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor mul(Tensor target)
        {
            var call = new Call(Operators.MulTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor mul(Scalar target)
        {
            var call = new Call(Operators.MulScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor mul_(Tensor target)
        {
            var call = new Call(Operators.MulInPlaceTensor);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor mul_(Scalar target)
        {
            var call = new Call(Operators.MulInPlaceScalar);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor eq(Tensor target)
        {
            var call = new Call(Operators.EqTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor eq(Scalar target)
        {
            var call = new Call(Operators.EqScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor ne(Tensor target)
        {
            var call = new Call(Operators.NeTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor ne(Scalar target)
        {
            var call = new Call(Operators.NeScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor lt(Tensor target)
        {
            var call = new Call(Operators.LtTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor lt(Scalar target)
        {
            var call = new Call(Operators.LtScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor le(Tensor target)
        {
            var call = new Call(Operators.LeTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor le(Scalar target)
        {
            var call = new Call(Operators.LeScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor gt(Tensor target)
        {
            var call = new Call(Operators.GtTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor gt(Scalar target)
        {
            var call = new Call(Operators.GtScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor ge(Tensor target)
        {
            var call = new Call(Operators.GeTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor ge(Scalar target)
        {
            var call = new Call(Operators.GeScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor add(Tensor target, Scalar alpha)
        {
            var call = new Call(Operators.AddTensor);
            call.Add(this);
            call.Add(target);
            call.Add(alpha);
            return call.One();
        }

        public Tensor add_(Tensor target, Scalar alpha)
        {
            var call = new Call(Operators.AddInPlaceTensor);
            call.Add(this);
            call.Add(target);
            call.Add(alpha);
            call.InPlace();
            return this;
        }

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RefuseRounding(rounding_mode);
            var call = new Call(Operators.DivTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RefuseRounding(rounding_mode);
            var call = new Call(Operators.DivScalar);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RefuseRounding(rounding_mode);
            var call = new Call(Operators.DivInPlaceTensor);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            RefuseRounding(rounding_mode);
            var call = new Call(Operators.DivInPlaceScalar);
            call.Add(this);
            call.Add(target);
            call.InPlace();
            return this;
        }

        private static void RefuseRounding(RoundingMode rounding_mode)
        {
            if (rounding_mode != RoundingMode.None)
            {
                throw new NotSupportedException("Rounding modes of a division need the official TorchSharp package.");
            }
        }

        public Tensor pow(Tensor exponent)
        {
            var call = new Call(Operators.PowTensor);
            call.Add(this);
            call.Add(exponent);
            return call.One();
        }

        public Tensor pow(Scalar exponent)
        {
            var call = new Call(Operators.PowScalar);
            call.Add(this);
            call.Add(exponent);
            return call.One();
        }

        public Tensor matmul(Tensor target)
        {
            var call = new Call(Operators.Matmul);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor bmm(Tensor batch2)
        {
            var call = new Call(Operators.Bmm);
            call.Add(this);
            call.Add(batch2);
            return call.One();
        }

        public Tensor maximum(Tensor other)
        {
            var call = new Call(Operators.Maximum);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor minimum(Tensor other)
        {
            var call = new Call(Operators.Minimum);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Operators.Addcmul);
            call.Add(this);
            call.Add(tensor1);
            call.Add(tensor2);
            call.Add(value);
            return call.One();
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Operators.Addcdiv);
            call.Add(this);
            call.Add(tensor1);
            call.Add(tensor2);
            call.Add(value);
            return call.One();
        }

        public Tensor max(Tensor other) => maximum(other);

        public Tensor min(Tensor other) => minimum(other);

        public Tensor mm(Tensor target)
        {
            var call = new Call(Operators.Mm);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor dot(Tensor target)
        {
            var call = new Call(Operators.Dot);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor outer(Tensor vec2)
        {
            var call = new Call(Operators.Outer);
            call.Add(this);
            call.Add(vec2);
            return call.One();
        }

        public Tensor remainder(Tensor target)
        {
            var call = new Call(Operators.RemainderTensor);
            call.Add(this);
            call.Add(target);
            return call.One();
        }

        public Tensor remainder(Scalar scalar)
        {
            var call = new Call(Operators.RemainderScalar);
            call.Add(this);
            call.Add(scalar);
            return call.One();
        }

        public Tensor logical_and(Tensor other)
        {
            var call = new Call(Operators.LogicalAnd);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor logical_or(Tensor other)
        {
            var call = new Call(Operators.LogicalOr);
            call.Add(this);
            call.Add(other);
            return call.One();
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            var call = new Call(Operators.ClampTensor);
            call.Add(this);
            call.Add(min);
            call.Add(max);
            return call.One();
        }
    }
}
