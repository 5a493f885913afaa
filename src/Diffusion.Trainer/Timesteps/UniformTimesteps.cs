namespace Diffusion.Trainer.Timesteps;

/// <summary>Each timestep as often as any other.</summary>
/// <param name="count">T.</param>
public sealed class UniformTimesteps(int count) : ITimestepSampler
{
    public int Draw(double unit) => (int)(unit * count);

    public double Weight(int timestep) => 1;

    public void Update(ReadOnlySpan<int> timesteps, ReadOnlySpan<float> losses)
    {
        // There is nothing to learn.
    }
}
