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
            var moved = copy ? clone() : alias();
            if (disposeAfter)
            {
                Dispose();
            }

            return moved;
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
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

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.RefuseCuda(device);
            return to_type(type, copy, disposeAfter, non_blocking);
        }

        /// <summary>Another object over the same tensor, as the official package returns where nothing had to move.</summary>
        public Tensor cpu() => alias();

        public Tensor alias()
        {
            var same = Handle;
            NativeMethods.diffusion_torch_retain(same);
            return new Tensor(same);
        }

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        internal T Number<T>(ScalarType type)
            where T : unmanaged
        {
            using var converted = detach();
            using var wide = converted.to_type(type);
            return wide.item<T>();
        }
    }
}
