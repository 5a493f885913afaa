namespace Diffusion.Trainer.Evaluation;

/// <summary>The variational bound of some images, term by term.</summary>
/// <param name="prior">L_T of each image, bits per dimension [N].</param>
/// <param name="images">N.</param>
/// <param name="timesteps">T.</param>
public sealed class BoundTerms(float[] prior, int images, int timesteps)
{
    public int Images => images;

    public int Timesteps => timesteps;

    /// <summary>L_T [N], bits per dimension.</summary>
    public IReadOnlyList<float> Prior => prior;

    /// <summary>L_{t−1}, and L_0 at t = 0, [N, T] in the order of t, bits per dimension.</summary>
    public float[,] Bound { get; } = new float[images, timesteps];

    /// <summary>Mean squared error of x̂₀ [N, T].</summary>
    public float[,] X0Error { get; } = new float[images, timesteps];

    /// <summary>Mean squared error of the ε that belongs to x̂₀ [N, T].</summary>
    public float[,] EpsError { get; } = new float[images, timesteps];

    /// <summary>The bound on −log₂ p(x₀) of each image, bits per dimension [N].</summary>
    public double[] Totals() =>
        [.. Enumerable.Range(0, images).Select(image => prior[image] + Enumerable.Range(0, timesteps).Sum(t => (double)Bound[image, t]))];

    /// <summary>The mean over images of one of the tables at a timestep.</summary>
    public double MeanAt(float[,] table, int timestep) => Enumerable.Range(0, images).Average(image => (double)table[image, timestep]);

    internal void Add(int timestep, float[] bound, float[] x0Error, float[] epsError)
    {
        for (var image = 0; image < images; image++)
        {
            Bound[image, timestep] = bound[image];
            X0Error[image, timestep] = x0Error[image];
            EpsError[image, timestep] = epsError[image];
        }
    }
}
