using Diffusion.Sampling;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>What convolutions and attention are computed in; weights, norms, sums and the optimizer stay in float32.</summary>
public static class TrainingPrecision
{
    public const string Float32 = "float32";

    /// <summary>bfloat16 has the range of float32, so that losses need no scaling.</summary>
    public static NamedChoices<ScalarType> Table { get; } = new("precision", (Float32, ScalarType.Float32), ("bfloat16", ScalarType.BFloat16));
}
