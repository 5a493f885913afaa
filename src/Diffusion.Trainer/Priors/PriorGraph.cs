using Diffusion.Graph;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Priors;

/// <summary>
/// The graph that draws x_{t′} from a <see cref="ClassPrior"/>, where a truncated chain starts. Row by row, and at any t′:
/// <list type="bullet">
/// <item><c>alpha_bar</c> [N] float: ᾱ_{t′}, from 0 to 1.</item>
/// <item><c>y</c> [N] int64: the label; the number of classes itself means any class, in the data's shares. Any other makes the row NaN.</item>
/// <item><c>noise</c> [N, C, H, W] float: standard normal.</item>
/// <item><c>latent_noise</c> [N, 2 + R] float: standard normal. The first two choose the component, the others are its directions' noise.</item>
/// <item><c>x</c> [N, C, H, W] float, the output.</item>
/// </list>
/// Both noises are of <see cref="NoiseStream.Prior"/>: draw 0 is <c>noise</c>, draw 1 is <c>latent_noise</c>.
/// </summary>
public static class PriorGraph
{
    /// <param name="prior">What was fitted.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">H and W.</param>
    public static OnnxModel Build(ClassPrior prior, int channels, int size)
    {
        LowRankGaussian[] components = [.. prior.Classes.SelectMany(gaussians => gaussians)];
        var (count, rank, length) = (components.Length, components[0].Factors.Length, components[0].Mean.Length);

        var graph = new GraphBuilder("prior");
        var alphaBar = Ops.Reshape(graph.Input("alpha_bar", ElementType.Float, -1), 0, 1);
        var y = graph.Input("y", ElementType.Int64, -1);
        var noise = Ops.Reshape(graph.Input("noise", ElementType.Float, -1, channels, size, size), 0, length);
        var latent = graph.Input("latent_noise", ElementType.Float, -1, PriorNoise.Choosing + rank);

        var cumulative = graph.Initializer("cumulative", CumulativeShares(prior), prior.Classes.Count + 1, count);
        var means = graph.Initializer("means", Halves(components.SelectMany(component => component.Mean), count, length));
        var factors = graph.Initializer("factors", Halves(components.SelectMany(component => component.Factors.SelectMany(factor => factor)), count, rank, length));
        var variances = graph.Initializer("isotropic_variances", [.. components.Select(component => (float)component.IsotropicVariance)], count, 1);

        var known = Ops.And(Ops.GreaterOrEqual(y, graph.Constant(0L)), Ops.LessOrEqual(y, graph.Constant((long)prior.Classes.Count)));
        var chosen = Choose(Ops.Gather(cumulative, Ops.Where(known, y, graph.Constant(0L))), latent);
        var z = Ops.Slice(latent, 1, PriorNoise.Choosing, rank);

        // x_{t′} = √ᾱ·(μ + Σ_r f_r·z_r) + √(ᾱ·σ² + 1 − ᾱ)·ε, whose covariance is ᾱ·(Σ_r f_r·f_rᵀ + σ²·I) + (1 − ᾱ)·I
        var directions = Ops.Squeeze(Ops.MatMul(Ops.Unsqueeze(z, 1), Chosen(factors)), 1);
        var clean = Chosen(means) + directions;
        var x = (Ops.Sqrt(alphaBar) * clean) + (Ops.Sqrt((alphaBar * Ops.Gather(variances, chosen)) + (1 - alphaBar)) * noise);
        x = Ops.Where(Ops.Unsqueeze(known, 1), x, double.NaN);
        graph.Output("x", Ops.Reshape(x, 0, channels, size, size));
        return graph.Build();

        Value Chosen(Value halves) => Ops.Cast(Ops.Gather(halves, chosen), ElementType.Float);
    }

    /// <summary>
    /// The component k with c_{k−1} ≤ u ≤ c_k: how many cumulative shares lie below u. It is uniform, since exp(−(z₀² + z₁²)/2)
    /// undoes Box and Muller's radius.
    /// </summary>
    private static Value Choose(Value cumulative, Value latent)
    {
        var z = Ops.Slice(latent, 1, 0, PriorNoise.Choosing);
        var u = Ops.Exp(Ops.ReduceSum(z * z, keepDimensions: true, 1) * -0.5);
        var below = Ops.Cast(Ops.Greater(u, cumulative), ElementType.Float);
        return Ops.Cast(Ops.ReduceSum(below, keepDimensions: false, 1), ElementType.Int64);
    }

    /// <summary>
    /// [classes + 1, components]: 0 before a class's own components, 1 from its last on; the last row is of all components
    /// together.
    /// </summary>
    private static float[] CumulativeShares(ClassPrior prior)
    {
        var shares = new List<float>();
        for (var row = 0; row <= prior.Classes.Count; row++)
        {
            var counts = prior.Classes.SelectMany((gaussians, label) => gaussians.Select(gaussian => row == label || row == prior.Classes.Count ? gaussian.Count : 0)).ToArray();
            var (total, sum) = (counts.Sum(), 0);
            shares.AddRange(counts.Select(count => (float)((sum += count) / (double)total)));
        }

        return [.. shares];
    }

    /// <summary>Half precision halves the file; its rounding, 2⁻¹¹ of a value, is far below the noise that every chain starts with.</summary>
    private static TensorData Halves(IEnumerable<double> values, params ReadOnlySpan<long> shape) => TensorData.Of<Half>([.. values.Select(value => (Half)value)], shape);
}
