using System.Numerics.Tensors;

namespace Diffusion.Trainer.Evaluation;

/// <summary>
/// How much of what was generated looks real, and how much of what is real is generated (Kynkäänniemi et al. 2019): a set's manifold
/// is the union of balls around its features that reach to each one's k-th nearest neighbour.
/// </summary>
/// <param name="Precision">The share of generated features within the real manifold, 0 to 1.</param>
/// <param name="Recall">The share of real features within the generated manifold, 0 to 1.</param>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <param name="real">[F] each.</param>
    /// <param name="generated">[F] each; as many as real ones, or the two shares cannot be compared.</param>
    /// <param name="neighbours">k.</param>
    public static PrecisionRecall Of(IReadOnlyList<float[]> real, IReadOnlyList<float[]> generated, int neighbours = 3) =>
        new(Covered(generated, real, neighbours), Covered(real, generated, neighbours));

    /// <summary>The share of <paramref name="points"/> in the manifold of <paramref name="centres"/>.</summary>
    private static double Covered(IReadOnlyList<float[]> points, IReadOnlyList<float[]> centres, int neighbours)
    {
        var radii = centres.AsParallel().AsOrdered().Select(centre => Radius(centre, centres, neighbours)).ToArray();
        var covered = points.AsParallel().Count(point =>
        {
            for (var i = 0; i < radii.Length; i++)
            {
                if (TensorPrimitives.Distance<float>(point, centres[i]) <= radii[i])
                {
                    return true;
                }
            }

            return false;
        });
        return (double)covered / points.Count;
    }

    // The nearest of all is the centre itself.
    private static float Radius(float[] centre, IReadOnlyList<float[]> all, int neighbours) =>
        all.Select(other => TensorPrimitives.Distance<float>(centre, other)).Order().ElementAt(Math.Min(neighbours, all.Count - 1));
}
