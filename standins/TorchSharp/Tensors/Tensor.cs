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

        public long ndim => NativeMethods.diffusion_torch_dimensions(Handle);

        public long Dimensions => ndim;

        public long NumberOfElements => NativeMethods.diffusion_torch_elements(Handle);

        public ScalarType dtype => (ScalarType)NativeMethods.diffusion_torch_dtype(Handle);

        public Device device => CPU;

        public DeviceType device_type => DeviceType.CPU;

        public bool is_leaf => NativeMethods.diffusion_torch_is_leaf(Handle) != 0;

        public bool requires_grad
        {
            get => NativeMethods.diffusion_torch_requires_grad(Handle) != 0;
            set => NativeMethods.Check(NativeMethods.diffusion_torch_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor? grad
        {
            get
            {
                var found = NativeMethods.diffusion_torch_grad(Handle);
                return found == 0 ? null : new Tensor(found);
            }

            set => NativeMethods.Check(NativeMethods.diffusion_torch_set_grad(Handle, value is null ? 0 : value.Handle));
        }

        public long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                for (var i = 0; i < sizes.Length; i++)
                {
                    sizes[i] = NativeMethods.diffusion_torch_size(Handle, i);
                }

                return sizes;
            }
        }

        public long dim() => ndim;

        public long[] size() => shape;

        public long size(int dim) => NativeMethods.diffusion_torch_size(Handle, dim < 0 ? (int)ndim + dim : dim);

        public long numel() => NumberOfElements;

        public bool is_contiguous() => NativeMethods.diffusion_torch_is_contiguous(Handle) != 0;

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            TensorAccessor<T>.CheckType(dtype);
            return new TensorAccessor<T>(is_contiguous() ? this : contiguous());
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
            }
        }

        /// <summary>Hands over this object's reference, as a Parameter takes its data's.</summary>
        internal nint Release()
        {
            Scope?.MarkAsDisposed(this);
            Scope = null;
            GC.SuppressFinalize(this);
            return Interlocked.Exchange(ref handle, 0);
        }

        internal unsafe Span<T> Memory<T>()
            where T : unmanaged => new((void*)NativeMethods.diffusion_torch_data(Handle), checked((int)NumberOfElements));
    }
}
