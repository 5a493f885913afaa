namespace Diffusion.Contracts;

/// <summary>Timesteps from the lowest to the highest, both inclusive.</summary>
public sealed record TimestepRange(int Lowest, int Highest)
{
    /// <summary>Every timestep of any model. JSON: "all".</summary>
    public static TimestepRange All { get; } = new(0, int.MaxValue);
}
