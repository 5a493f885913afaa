using Diffusion.Golden;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>A case's tensors as libtorch's, and back.</summary>
internal static class GoldenTensors
{
    public static Tensor Floats(this GoldenCase golden, string name) =>
        tensor(golden.Tensors[name].ToSingles(), golden.Tensors[name].Shape.ToArray());

    public static int[] Timesteps(this GoldenCase golden) => Array.ConvertAll(golden.Longs("t"), t => (int)t);

    public static long[] Longs(this GoldenCase golden, string name) => (long[])golden.Tensors[name].Values;

    public static void Check(this GoldenCase golden, string output, Tensor value) =>
        golden.Check(output, value.shape, value.detach().contiguous().data<float>().ToArray());
}
