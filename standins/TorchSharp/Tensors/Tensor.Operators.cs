using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Tensor left, int right) => left.add(right);

        public static Tensor operator +(Tensor left, long right) => left.add(right);

        public static Tensor operator +(Tensor left, float right) => left.add(right);

        public static Tensor operator +(Tensor left, double right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator +(int left, Tensor right) => right.add(left);

        public static Tensor operator +(long left, Tensor right) => right.add(left);

        public static Tensor operator +(float left, Tensor right) => right.add(left);

        public static Tensor operator +(double left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Tensor left, int right) => left.sub(right);

        public static Tensor operator -(Tensor left, long right) => left.sub(right);

        public static Tensor operator -(Tensor left, float right) => left.sub(right);

        public static Tensor operator -(Tensor left, double right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right) => right.ReverseSubtract(left);

        public static Tensor operator -(int left, Tensor right) => right.ReverseSubtract(left);

        public static Tensor operator -(long left, Tensor right) => right.ReverseSubtract(left);

        public static Tensor operator -(float left, Tensor right) => right.ReverseSubtract(left);

        public static Tensor operator -(double left, Tensor right) => right.ReverseSubtract(left);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Tensor left, int right) => left.mul(right);

        public static Tensor operator *(Tensor left, long right) => left.mul(right);

        public static Tensor operator *(Tensor left, float right) => left.mul(right);

        public static Tensor operator *(Tensor left, double right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator *(int left, Tensor right) => right.mul(left);

        public static Tensor operator *(long left, Tensor right) => right.mul(left);

        public static Tensor operator *(float left, Tensor right) => right.mul(left);

        public static Tensor operator *(double left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Tensor left, int right) => left.div(right);

        public static Tensor operator /(Tensor left, long right) => left.div(right);

        public static Tensor operator /(Tensor left, float right) => left.div(right);

        public static Tensor operator /(Tensor left, double right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right) => right.ReverseDivide(left);

        public static Tensor operator /(int left, Tensor right) => right.ReverseDivide(left);

        public static Tensor operator /(long left, Tensor right) => right.ReverseDivide(left);

        public static Tensor operator /(float left, Tensor right) => right.ReverseDivide(left);

        public static Tensor operator /(double left, Tensor right) => right.ReverseDivide(left);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        private Tensor ReverseSubtract(Scalar left)
        {
            var call = new Call(Operators.ReverseSubtract);
            call.Add(this);
            call.Add(left);
            return call.One();
        }

        private Tensor ReverseDivide(Scalar left)
        {
            using var reciprocal = Reciprocal();
            return reciprocal.mul(left);
        }

        private Tensor Reciprocal()
        {
            var call = new Call(Operators.Reciprocal);
            call.Add(this);
            return call.One();
        }
    }
}
