namespace Diffusion.Sampling;

/// <summary>Where DDPM takes the classifier's gradient.</summary>
public enum GradientPoint
{
    /// <summary>At x_t, as guided-diffusion's code.</summary>
    Sample,

    /// <summary>
    /// At the mean μ of x_{t−1}, by the classifier of that timestep, as the paper's algorithm 1 says; the last step has none.
    /// </summary>
    Mean,
}
