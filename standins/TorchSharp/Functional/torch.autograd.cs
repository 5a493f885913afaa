using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Reverse-mode differentiation. A backward pass on the CPU runs on the calling thread.</summary>
    public static class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var of = Handles(outputs);
            var to = Handles(inputs);
            var with = grad_outputs is null ? null : Handles(grad_outputs);
            var found = new nint[to.Length];
            fixed (nint* ofFirst = of, toFirst = to, withFirst = with, foundFirst = found)
            {
                NativeMethods.Check(NativeMethods.diffusion_torch_autograd(
                    ofFirst, of.Length, toFirst, to.Length, withFirst, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, foundFirst));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(found, handle => handle == 0 ? null! : new Tensor(handle));
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var of = Handles(tensors);
            var with = grad_tensors is null ? null : Handles(grad_tensors);
            var to = inputs is null ? null : Handles(inputs);
            fixed (nint* ofFirst = of, withFirst = with, toFirst = to)
            {
                NativeMethods.Check(NativeMethods.diffusion_torch_run_backward(
                    ofFirst, of.Length, withFirst, toFirst, to?.Length ?? 0, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor> tensors)
        {
            var handles = new nint[tensors.Count];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors[i].Handle;
            }

            return handles;
        }
    }

    public partial class Tensor
    {
        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
