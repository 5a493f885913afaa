namespace Diffusion.Runtime;

/// <summary>Where to run.</summary>
public enum DeviceChoice
{
    /// <summary>CUDA where it is there, else the CPU.</summary>
    Auto,

    Cpu,

    /// <summary>CUDA or a failure, so that a paid GPU host never falls back silently.</summary>
    Cuda,
}

/// <summary>What runs.</summary>
public enum DeviceKind
{
    Cpu,
    Cuda,
}
