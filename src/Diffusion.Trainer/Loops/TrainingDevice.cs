using Diffusion.Sampling;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>Where a network is trained.</summary>
public static class TrainingDevice
{
    public const string Auto = "auto";
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <summary>As written on the command line ─► as recorded.</summary>
    public static NamedChoices<Func<string>> Table { get; } = new(
        "device",
        (Auto, () => cuda.is_available() ? Cuda : Cpu),
        (Cpu, () => Cpu),
        (Cuda, () => cuda.is_available()
            ? Cuda
            : throw new TrainerException("--device is cuda, but libtorch finds no CUDA device here. Install the CUDA build of TorchSharp and a driver, or use --device cpu.")));

    /// <summary>The device of a recorded name.</summary>
    /// <exception cref="TrainerException">It is not there.</exception>
    public static Device Of(string recorded) => Table.Find(recorded)() == Cuda ? CUDA : CPU;
}
