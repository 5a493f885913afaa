namespace Diffusion.Trainer.Timesteps;

/// <summary>Which timesteps are trained on, and how much each counts.</summary>
public interface ITimestepSampler
{
    /// <summary>A timestep in [0, T).</summary>
    /// <param name="unit">Uniform in [0, 1).</param>
    int Draw(double unit);

    /// <summary>1/(T·p_t): the mean of losses with this weight is that over uniform timesteps.</summary>
    double Weight(int timestep);

    /// <summary>Learns from the losses of a step.</summary>
    /// <param name="timesteps">[N].</param>
    /// <param name="losses">Not weighted, [N].</param>
    void Update(ReadOnlySpan<int> timesteps, ReadOnlySpan<float> losses);
}
