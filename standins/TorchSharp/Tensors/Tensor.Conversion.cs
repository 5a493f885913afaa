using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.RefuseCuda(device);
            return copy ? clone() : this;
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            if (type == dtype && !copy)
            {
                return this;
            }

            var call = new Call(Operators.To);
            call.Add(this);
            call.Add((ScalarType?)type);
            call.Add(non_blocking);
            call.Add(copy);
            var converted = call.One();
            if (disposeAfter)
            {
                Dispose();
            }

            return converted;
        }

        public Tensor type(ScalarType dtype) => to_type(dtype);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor cpu() => this;

        public static explicit operator double(Tensor value) => Number(value);

        public static explicit operator float(Tensor value) => (float)Number(value);

        public static explicit operator long(Tensor value) => (long)Number(value);

        public static explicit operator int(Tensor value) => (int)Number(value);

        private static double Number(Tensor value)
        {
            using var wide = value.to_type(ScalarType.Float64, copy: true);
            return wide.item<double>();
        }
    }
}
