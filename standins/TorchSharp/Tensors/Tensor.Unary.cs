using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs()
        {
            var call = new Call(Operators.Abs);
            call.Add(this);
            return call.One();
        }

        public Tensor neg()
        {
            var call = new Call(Operators.Neg);
            call.Add(this);
            return call.One();
        }

        public Tensor exp()
        {
            var call = new Call(Operators.Exp);
            call.Add(this);
            return call.One();
        }

        public Tensor log()
        {
            var call = new Call(Operators.Log);
            call.Add(this);
            return call.One();
        }

        public Tensor sqrt()
        {
            var call = new Call(Operators.Sqrt);
            call.Add(this);
            return call.One();
        }

        public Tensor rsqrt()
        {
            var call = new Call(Operators.Rsqrt);
            call.Add(this);
            return call.One();
        }

        public Tensor cos()
        {
            var call = new Call(Operators.Cos);
            call.Add(this);
            return call.One();
        }

        public Tensor sin()
        {
            var call = new Call(Operators.Sin);
            call.Add(this);
            return call.One();
        }

        public Tensor tanh()
        {
            var call = new Call(Operators.Tanh);
            call.Add(this);
            return call.One();
        }

        public Tensor sigmoid()
        {
            var call = new Call(Operators.Sigmoid);
            call.Add(this);
            return call.One();
        }

        public Tensor relu()
        {
            var call = new Call(Operators.Relu);
            call.Add(this);
            return call.One();
        }

        public Tensor silu()
        {
            var call = new Call(Operators.Silu);
            call.Add(this);
            return call.One();
        }

        public Tensor square()
        {
            var call = new Call(Operators.Square);
            call.Add(this);
            return call.One();
        }

        public Tensor floor()
        {
            var call = new Call(Operators.Floor);
            call.Add(this);
            return call.One();
        }

        public Tensor isnan()
        {
            var call = new Call(Operators.Isnan);
            call.Add(this);
            return call.One();
        }

        public Tensor isfinite()
        {
            var call = new Call(Operators.Isfinite);
            call.Add(this);
            return call.One();
        }

        public Tensor detach()
        {
            var call = new Call(Operators.Detach);
            call.Add(this);
            return call.One();
        }

        public Tensor clone()
        {
            var call = new Call(Operators.Clone);
            call.Add(this);
            return call.One();
        }

        public Tensor contiguous()
        {
            var call = new Call(Operators.Contiguous);
            call.Add(this);
            return call.One();
        }
    }
}
