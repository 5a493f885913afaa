using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs_() => ApplyInPlace(Operators.AbsInPlace);

        public Tensor neg_() => ApplyInPlace(Operators.NegInPlace);

        public Tensor exp_() => ApplyInPlace(Operators.ExpInPlace);

        public Tensor log_() => ApplyInPlace(Operators.LogInPlace);

        public Tensor sqrt_() => ApplyInPlace(Operators.SqrtInPlace);

        public Tensor rsqrt_() => ApplyInPlace(Operators.RsqrtInPlace);

        public Tensor cos_() => ApplyInPlace(Operators.CosInPlace);

        public Tensor sin_() => ApplyInPlace(Operators.SinInPlace);

        public Tensor tanh_() => ApplyInPlace(Operators.TanhInPlace);

        public Tensor sigmoid_() => ApplyInPlace(Operators.SigmoidInPlace);

        public Tensor relu_() => ApplyInPlace(Operators.ReluInPlace);

        public Tensor silu_() => ApplyInPlace(Operators.SiluInPlace);

        public Tensor floor_() => ApplyInPlace(Operators.FloorInPlace);

        public Tensor reciprocal_() => ApplyInPlace(Operators.ReciprocalInPlace);

        public Tensor detach_() => ApplyInPlace(Operators.DetachInPlace);

        public Tensor zero_() => ApplyInPlace(Operators.Zero);

        private Tensor ApplyInPlace(Operator op)
        {
            var call = new Call(op);
            call.Add(this);
            call.InPlace();
            return this;
        }
    }
}
