namespace Diffusion.Infra.Tests;

/// <summary>A test of what runs in a Linux container alone.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "The script runs in a Linux container.";
}
