using Diffusion.Trainer.Datasets;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Priors;

/// <summary>
/// Fits a <see cref="LowRankGaussian"/> to images in double precision. Images are read in turn; what is kept is the smaller of
/// the N×N matrix of their products and the D×D covariance, whose eigenvalues are the same.
/// </summary>
public static class LowRankFit
{
    private const int ChunkRows = 256;

    /// <summary>Eigenvalues below this share of the largest are rounding.</summary>
    private const double Negligible = 1e-12;

    /// <param name="images">The data set.</param>
    /// <param name="members">Which of its images; at least one.</param>
    /// <param name="rank">R; where the images span less, the rest of the factors is 0.</param>
    public static LowRankGaussian Fit(ImageSet images, IReadOnlyList<int> members, int rank)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var mean = Mean(images, members);
        var (values, directions, trace) = members.Count <= images.ImageLength
            ? FromProducts(Centred(images, members, mean), rank)
            : FromCovariance(images, members, mean, rank);

        // The dropped eigenvalues are averaged into the isotropic part.
        var kept = values.TakeWhile(value => value > Negligible * values[0]).ToArray();
        var isotropic = kept.Length < images.ImageLength ? Math.Max(0, trace - kept.Sum()) / (images.ImageLength - kept.Length) : kept.Min();
        var factors = Enumerable.Range(0, rank).Select(r => r < kept.Length
            ? [.. directions[r].Select(value => value * Math.Sqrt(Math.Max(0, kept[r] - isotropic)))]
            : new double[images.ImageLength]);
        return new LowRankGaussian(mean, [.. factors], isotropic, members.Count);
    }

    private static double[] Mean(ImageSet images, IReadOnlyList<int> members)
    {
        var pixels = new float[images.ImageLength];
        var sum = new double[images.ImageLength];
        foreach (var member in members)
        {
            images.Read(member, pixels);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += pixels[i];
            }
        }

        return [.. sum.Select(value => value / members.Count)];
    }

    /// <summary>x − μ, [N, D].</summary>
    private static Tensor Centred(ImageSet images, IReadOnlyList<int> members, double[] mean)
    {
        var pixels = new float[images.ImageLength];
        var rows = new double[members.Count * images.ImageLength];
        for (var n = 0; n < members.Count; n++)
        {
            images.Read(members[n], pixels);
            for (var i = 0; i < mean.Length; i++)
            {
                rows[(n * mean.Length) + i] = pixels[i] - mean[i];
            }
        }

        return tensor(rows, [members.Count, mean.Length]);
    }

    /// <summary>X·Xᵀ/N has the eigenvalues of XᵀX/N, and u = Xᵀv/√(Nλ).</summary>
    private static (double[] Values, double[][] Directions, double Trace) FromProducts(Tensor x, int rank)
    {
        var count = x.shape[0];
        var (values, vectors) = Largest(x.matmul(x.transpose(0, 1)) / count, rank);
        var directions = vectors.Select((v, r) => x.transpose(0, 1).matmul(v.unsqueeze(1)).squeeze(1) / Math.Sqrt(Math.Max(double.Epsilon, count * values[r])));
        return (values, [.. directions.Select(Numbers)], (x * x).sum().item<double>() / count);
    }

    private static (double[] Values, double[][] Directions, double Trace) FromCovariance(ImageSet images, IReadOnlyList<int> members, double[] mean, int rank)
    {
        var covariance = zeros([mean.Length, mean.Length], float64);
        foreach (var chunk in members.Chunk(ChunkRows))
        {
            using var part = NewDisposeScope();
            var x = Centred(images, chunk, mean);
            covariance.add_(x.transpose(0, 1).matmul(x) / members.Count);
        }

        var (values, vectors) = Largest(covariance, rank);
        return (values, [.. vectors.Select(Numbers)], Numbers(covariance.flatten()).Where((_, i) => i % (mean.Length + 1) == 0).Sum());
    }

    /// <summary>The largest eigenvalues, falling, and their unit vectors.</summary>
    private static (double[] Values, Tensor[] Vectors) Largest(Tensor symmetric, int rank)
    {
        var (values, vectors) = linalg.eigh(symmetric);
        var all = Numbers(values);
        int[] largest = [.. Enumerable.Range(0, Math.Min(rank, all.Length)).Select(r => all.Length - 1 - r)];
        return ([.. largest.Select(i => Math.Max(0, all[i]))], [.. largest.Select(i => vectors.narrow(1, i, 1).squeeze(1).contiguous())]);
    }

    private static double[] Numbers(Tensor values) => values.contiguous().data<double>().ToArray();
}
