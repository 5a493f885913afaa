using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor; owns one reference to it.</summary>
    public partial class Tensor : IDisposable
    {
        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            DisposeScope.Register(this);
            DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount++;
        }

        ~Tensor()
        {
            Dispose(disposing: false);
        }

        internal DisposeScope? Scope { get; set; }

        public IntPtr Handle
        {
            get
            {
                if (handle == 0)
                {
                    throw new InvalidOperationException("Tensor invalid -- empty handle.");
                }

                return handle;
            }
        }

        public bool IsInvalid => handle == 0;

        public long ndim
        {
            get
            {
                var dimensions = NativeMethods.diffusion_torch_dimensions(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        public long Dimensions => ndim;

        public long NumberOfElements
        {
            get
            {
                var elements = NativeMethods.diffusion_torch_elements(Handle);
                GC.KeepAlive(this);
                return elements;
            }
        }

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)NativeMethods.diffusion_torch_dtype(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public bool is_leaf
        {
            get
            {
                var leaf = NativeMethods.diffusion_torch_is_leaf(Handle) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public bool requires_grad
        {
            get
            {
                var wants = NativeMethods.diffusion_torch_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return wants;
            }

            set
            {
                NativeMethods.Check(NativeMethods.diffusion_torch_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public Tensor? grad
        {
            get
            {
                var found = NativeMethods.diffusion_torch_grad(Handle);
                GC.KeepAlive(this);
                return found == 0 ? null : new Tensor(found);
            }

            set
            {
                NativeMethods.Check(NativeMethods.diffusion_torch_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public long[] shape => [.. Enumerable.Range(0, (int)ndim).Select(axis => size(axis))];

        public long dim() => ndim;

        public long[] size() => shape;

        public long size(int dim)
        {
            var size = NativeMethods.diffusion_torch_size(Handle, Axis(dim));
            GC.KeepAlive(this);
            return size;
        }

        public long[] stride() => [.. Enumerable.Range(0, (int)ndim).Select(axis => stride(axis))];

        public long stride(int dim)
        {
            var stride = NativeMethods.diffusion_torch_stride(Handle, Axis(dim));
            GC.KeepAlive(this);
            return stride;
        }

        public long numel() => NumberOfElements;

        public bool is_contiguous()
        {
            var contiguous = NativeMethods.diffusion_torch_is_contiguous(Handle) != 0;
            GC.KeepAlive(this);
            return contiguous;
        }

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            TensorAccessor<T>.CheckType(dtype);
            return new TensorAccessor<T>(this);
        }

        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            return data<T>()[0];
        }

        /// <summary>The elements' bytes in memory; the tensor must be contiguous and outlive the span.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("Cannot get the bytes of a tensor that is not contiguous.");
                }

                return new Span<byte>((void*)NativeMethods.diffusion_torch_data(Handle), checked((int)(NumberOfElements * element_size())));
            }

            set
            {
                if (value.Length != NumberOfElements * element_size())
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(bytes);
            }
        }

        public long ElementSize => element_size();

        public long element_size() => dtype.ElementSize();

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.Move(this, Scope.Outer);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (Scope is null)
            {
                other.Attach(this);
            }
            else
            {
                Scope.Move(this, other);
            }

            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Move(this, to: null);
            return this;
        }

        public void Dispose()
        {
            Scope?.MarkAsDisposed(this);
            Scope = null;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var was = Interlocked.Exchange(ref handle, 0);
            if (was != 0)
            {
                NativeMethods.diffusion_torch_release(was);
                DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount--;
            }
        }

        /// <summary>Hands over this object's reference, as a Parameter takes its data's.</summary>
        internal nint Release()
        {
            Scope?.MarkAsDisposed(this);
            Scope = null;
            GC.SuppressFinalize(this);
            DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount--;
            return Interlocked.Exchange(ref handle, 0);
        }

        internal unsafe T* Data<T>()
            where T : unmanaged => (T*)NativeMethods.diffusion_torch_data(Handle);

        private int Axis(int dim)
        {
            var dimensions = (int)ndim;
            var axis = dim < 0 ? dimensions + dim : dim;
            ArgumentOutOfRangeException.ThrowIfNegative(axis, nameof(dim));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, dimensions, nameof(dim));
            return axis;
        }
    }
}
