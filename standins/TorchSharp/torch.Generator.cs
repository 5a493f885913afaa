using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A CPU random number generator of its own state (Mersenne twister).</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            Device.RefuseCuda(device);
            handle = NativeMethods.diffusion_torch_generator(seed);
        }

        private Generator(nint handle) => this.handle = handle;

        ~Generator()
        {
            Dispose(disposing: false);
        }

        public static Generator Default { get; } = new(NativeMethods.diffusion_torch_default_generator());

        public IntPtr Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(handle == 0, this);
                return handle;
            }
        }

        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            NativeMethods.diffusion_torch_seed(Handle, (ulong)seed);
            return this;
        }

        public long initial_seed() => (long)NativeMethods.diffusion_torch_current_seed(Handle);

        /// <summary>All of the generator's state, as a vector of bytes.</summary>
        public Tensor get_state()
        {
            var state = new Tensor(NativeMethods.diffusion_torch_generator_state(Handle));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.diffusion_torch_set_generator_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var was = Interlocked.Exchange(ref handle, 0);
            if (was != 0)
            {
                NativeMethods.diffusion_torch_release_generator(was);
            }
        }
    }
}
