using Diffusion.Networks;

namespace Diffusion.Trainer.Export;

/// <summary>How far the engines may be apart.</summary>
/// <param name="Relative">Of an output's largest value.</param>
/// <param name="LeastScale">What that value counts for at least.</param>
public sealed record EngineTolerance(double Relative, double LeastScale)
{
    // Another order of sums: of float32 some 1e-6 is seen.
    private static readonly EngineTolerance Single = new(1e-4, 1);

    // float16 rounds to one part in 2,048 at each of some dozens of layers: 0.3 % is seen in values, and in gradients, where a ReLU may
    // open or close, up to 2.6 %, on a CPU, which rounds less often than a GPU. Gradients are small, so no least scale hides them.
    private static readonly EngineTolerance Half = new(0.05, 1e-6);

    public static EngineTolerance Of(Precision precision) => precision == Precision.Half ? Half : Single;
}
