using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Operations over parameters' gradients.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients so that their common L2 norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                if (norm_type != 2)
                {
                    throw new NotSupportedException("Norms other than 2 need the official TorchSharp package.");
                }

                using var scope = NewDisposeScope();
                var gradients = tensors.Select(tensor => tensor.grad).Where(gradient => gradient is not null).ToList();
                var total = Math.Sqrt(gradients.Sum(gradient => Math.Pow((double)gradient!.norm(), 2)));
                var scale = max_norm / (total + 1e-6);
                if (scale < 1)
                {
                    gradients.ForEach(gradient => gradient!.mul_(scale));
                }

                return total;
            }
        }
    }
}
