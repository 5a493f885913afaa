using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor zero_()
        {
            var call = new Call(Operators.Zero);
            call.Add(this);
            call.InPlace();
            return this;
        }

        public Tensor fill_(Scalar value)
        {
            var call = new Call(Operators.Fill);
            call.Add(this);
            call.Add(value);
            call.InPlace();
            return this;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            var call = new Call(Operators.Copy);
            call.Add(this);
            call.Add(source);
            call.Add(nonBlocking);
            call.InPlace();
            return this;
        }

        public Tensor sqrt_()
        {
            var call = new Call(Operators.SqrtInPlace);
            call.Add(this);
            call.InPlace();
            return this;
        }

        public Tensor lerp(Tensor end, Tensor weight)
        {
            var call = new Call(Operators.Lerp);
            call.Add(this);
            call.Add(end);
            call.Add(weight);
            return call.One();
        }

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            var call = new Call(Operators.LerpInPlace);
            call.Add(this);
            call.Add(end);
            call.Add(weight);
            call.InPlace();
            return this;
        }

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Operators.Addcmul);
            call.Add(this);
            call.Add(tensor1);
            call.Add(tensor2);
            call.Add(value);
            call.InPlace();
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Operators.Addcdiv);
            call.Add(this);
            call.Add(tensor1);
            call.Add(tensor2);
            call.Add(value);
            call.InPlace();
            return this;
        }

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            var call = new Call(Operators.Normal);
            call.Add(this);
            call.Add(mean);
            call.Add(std);
            call.Add(generator);
            call.InPlace();
            return this;
        }

        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            var call = new Call(Operators.Uniform);
            call.Add(this);
            call.Add(from);
            call.Add(to);
            call.Add(generator);
            call.InPlace();
            return this;
        }

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            var call = new Call(Operators.Bernoulli);
            call.Add(this);
            call.Add(p);
            call.Add(generator);
            call.InPlace();
            return this;
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }
    }
}
