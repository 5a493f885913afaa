using Diffusion.Sampling;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>What convolutions and attention are computed in; weights, norms, sums and the optimizer stay in float32.</summary>
public static class TrainingPrecision
{
    public const string Auto = "auto";
    public const string Float32 = "float32";

    /// <summary>bfloat16 has the range of float32, so that losses need no scaling.</summary>
    public const string BFloat16 = "bfloat16";

    /// <summary>As recorded ─► libtorch's type.</summary>
    public static NamedChoices<ScalarType> Types { get; } = new("precision", (Float32, ScalarType.Float32), (BFloat16, ScalarType.BFloat16));

    /// <summary>As written on the command line ─► as recorded, given the GPU's compute capability; null on a CPU, 0 where a GPU tells none.</summary>
    public static NamedChoices<Func<double?, string>> Table { get; } = new(
        "precision",
        (Auto, capability => capability >= GpuCapability.FirstWithBFloat16 ? BFloat16 : Float32),
        (Float32, _ => Float32),
        (BFloat16, capability => capability is null or 0 or >= GpuCapability.FirstWithBFloat16
            ? BFloat16
            : throw new TrainerException(
                $"--precision is {BFloat16}, but the GPU's compute capability is {capability:F1}, and {BFloat16} begins with {GpuCapability.FirstWithBFloat16:F1}. Use --precision {Float32}.")));

    /// <summary>What is recorded for a name of the command line on a device.</summary>
    /// <param name="name">auto, float32 or bfloat16.</param>
    /// <param name="device">As recorded: cpu or cuda.</param>
    /// <exception cref="TrainerException">The device cannot do it.</exception>
    public static string On(string name, string device) => Table.Find(name)(device == TrainingDevice.Cuda ? GpuCapability.Read() : null);
}
