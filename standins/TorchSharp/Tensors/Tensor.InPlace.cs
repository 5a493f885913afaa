using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
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
            var call = new Call(Operators.AddcmulInPlace);
            call.Add(this);
            call.Add(tensor1);
            call.Add(tensor2);
            call.Add(value);
            call.InPlace();
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Operators.AddcdivInPlace);
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
            var call = new Call(Operators.BernoulliInPlaceFloat);
            call.Add(this);
            call.Add(p);
            call.Add(generator);
            call.InPlace();
            return this;
        }

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            var call = new Call(Operators.ClampInPlace);
            call.Add(this);
            call.Add(min);
            call.Add(max);
            call.InPlace();
            return this;
        }

        public Tensor pow_(Scalar exponent)
        {
            var call = new Call(Operators.PowInPlaceScalar);
            call.Add(this);
            call.Add(exponent);
            call.InPlace();
            return this;
        }

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            var call = new Call(Operators.MaskedFillInPlaceScalar);
            call.Add(this);
            call.Add(mask);
            call.Add(value);
            call.InPlace();
            return this;
        }

        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            var call = new Call(Operators.ScatterInPlaceSrc);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            call.Add(src);
            call.InPlace();
            return this;
        }

        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            var call = new Call(Operators.ScatterAddInPlace);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            call.Add(src);
            call.InPlace();
            return this;
        }

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            var call = new Call(Operators.IndexAddInPlace);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            call.Add(source);
            call.Add(alpha);
            call.InPlace();
            return this;
        }

        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            var call = new Call(Operators.IndexCopyInPlace);
            call.Add(this);
            call.Add(dim);
            call.Add(index);
            call.Add(source);
            call.InPlace();
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }
    }
}
