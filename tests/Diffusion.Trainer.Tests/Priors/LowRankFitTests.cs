using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Priors;

namespace Diffusion.Trainer.Tests.Priors;

public sealed class LowRankFitTests
{
    private readonly ImageSet images = TestImages.Create(perClass: 130);

    /// <summary>260 images of 192 values go by the covariance, 100 by their products.</summary>
    [Theory]
    [InlineData(260)]
    [InlineData(100)]
    public void Fit_LowRank_KeepsMeanTraceAndLargestEigenvalues(int count)
    {
        int[] members = [.. Enumerable.Range(0, count)];
        var gaussian = LowRankFit.Fit(images, members, rank: 4);
        var (mean, covariance) = PriorSamples.Exact(images, members, alphaBar: 1);
        var d = images.ImageLength;

        Assert.All(mean.Zip(gaussian.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        var trace = Enumerable.Range(0, d).Sum(i => covariance[i, i]);
        var lengths = gaussian.Factors.Select(factor => factor.Sum(value => value * value)).ToArray();
        Assert.Equal(trace, lengths.Sum() + (d * gaussian.IsotropicVariance), 1e-9 * trace);
        Assert.Equal(lengths.OrderDescending(), lengths);
        for (var r = 0; r < 4; r++)
        {
            // Σ·f = λ·f with λ = |f|² + σ²
            var f = gaussian.Factors[r];
            var eigenvalue = lengths[r] + gaussian.IsotropicVariance;
            for (var i = 0; i < d; i++)
            {
                Assert.Equal(eigenvalue * f[i], Enumerable.Range(0, d).Sum(j => covariance[i, j] * f[j]), 1e-8 * eigenvalue);
            }
        }

        Assert.Equal(0, gaussian.Factors[0].Zip(gaussian.Factors[1], (a, b) => a * b).Sum(), 1e-8);
    }

    [Fact]
    public void Fit_BothWays_Agree()
    {
        // Every image twice: the same moments, but more images than values.
        int[] once = [.. Enumerable.Range(0, 100)];
        var few = LowRankFit.Fit(images, once, rank: 3);
        var many = LowRankFit.Fit(images, [.. once, .. once], rank: 3);
        Assert.Equal(few.IsotropicVariance, many.IsotropicVariance, 1e-10);
        for (var r = 0; r < 3; r++)
        {
            var (a, b) = (few.Factors[r], many.Factors[r]);
            Assert.Equal(a.Sum(value => value * value), Math.Abs(a.Zip(b, (x, y) => x * y).Sum()), 1e-8);
        }
    }

    [Fact]
    public void LogDensity_LowRank_IsTheGaussiansOwn()
    {
        // Two dimensions by hand: Σ = f·fᵀ + σ²·I with f = (1, 0), σ² = 0.5, so variances 1.5 and 0.5; at ᾱ = 0.64: 1.32 and 0.68.
        var gaussian = new LowRankGaussian([0.5, -1], [[1, 0]], 0.5, 1);
        var expected = (-0.5 * (Math.Log(2 * Math.PI * 1.32) + (Math.Pow(1 - 0.4, 2) / 1.32)))
            - (0.5 * (Math.Log(2 * Math.PI * 0.68) + (Math.Pow(0.2 + 0.8, 2) / 0.68)));
        Assert.Equal(expected, gaussian.LogDensity([1, 0.2], 0.64), 1e-12);
    }

    [Fact]
    public void Fit_ImpossibleSettings_ListsEveryProblem()
    {
        var small = TestImages.Create(perClass: 2);
        var error = Assert.Throws<TrainerException>(() => ClassPrior.Fit(small, [0, 2, 3], new PriorSettings(Components: 2, Rank: 500)));
        Assert.Contains("--rank is 500, but an image has 192 values", error.Message, StringComparison.Ordinal);
        Assert.Contains("Class 'arrow' has 1 images", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'ring'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Components_PartAllMembers()
    {
        var groups = ImageClusters.Find(images, [.. Enumerable.Range(0, 130)], 4, seed: 3, label: 0);
        Assert.Equal(4, groups.Count);
        Assert.Equal(Enumerable.Range(0, 130), groups.SelectMany(group => group).Order());
        Assert.Equal(groups, ImageClusters.Find(images, [.. Enumerable.Range(0, 130)], 4, seed: 3, label: 0));
    }
}
