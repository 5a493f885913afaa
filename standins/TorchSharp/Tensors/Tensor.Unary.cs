using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Apply(Operators.Abs);

        public Tensor neg() => Apply(Operators.Neg);

        public Tensor negative() => neg();

        public Tensor exp() => Apply(Operators.Exp);

        public Tensor log() => Apply(Operators.Log);

        public Tensor sqrt() => Apply(Operators.Sqrt);

        public Tensor rsqrt() => Apply(Operators.Rsqrt);

        public Tensor cos() => Apply(Operators.Cos);

        public Tensor sin() => Apply(Operators.Sin);

        public Tensor tanh() => Apply(Operators.Tanh);

        public Tensor sigmoid() => Apply(Operators.Sigmoid);

        public Tensor relu() => Apply(Operators.Relu);

        public Tensor silu() => Apply(Operators.Silu);

        public Tensor square() => Apply(Operators.Square);

        public Tensor floor() => Apply(Operators.Floor);

        public Tensor isnan() => Apply(Operators.Isnan);

        public Tensor isfinite() => Apply(Operators.Isfinite);

        public Tensor detach() => Apply(Operators.Detach);

        public Tensor clone() => Apply(Operators.Clone);

        public Tensor contiguous() => Apply(Operators.Contiguous);

        public Tensor reciprocal() => Apply(Operators.Reciprocal);

        public Tensor sign() => Apply(Operators.Sign);

        public Tensor erf() => Apply(Operators.Erf);

        public Tensor expm1() => Apply(Operators.Expm1);

        public Tensor log1p() => Apply(Operators.Log1p);

        public Tensor log2() => Apply(Operators.Log2);

        public Tensor ceil() => Apply(Operators.Ceil);

        public Tensor trunc() => Apply(Operators.Trunc);

        public Tensor frac() => Apply(Operators.Frac);

        public Tensor isinf() => Apply(Operators.Isinf);

        public Tensor logical_not() => Apply(Operators.LogicalNot);

        public Tensor bitwise_not() => Apply(Operators.BitwiseNot);

        public Tensor t() => Apply(Operators.T);

        public Tensor nonzero() => Apply(Operators.Nonzero);

        private Tensor Apply(Operator op)
        {
            var call = new Call(op);
            call.Add(this);
            return call.One();
        }
    }
}
