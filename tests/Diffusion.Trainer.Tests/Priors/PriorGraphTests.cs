using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Priors;

namespace Diffusion.Trainer.Tests.Priors;

public sealed class PriorGraphTests
{
    private const int Count = 6000;

    /// <summary>18,528 covariances are looked at: one in all is beyond 6 standard errors with a probability below 1e-4.</summary>
    private const double Deviations = 6;

    private readonly ImageSet images = TestImages.Create(perClass: 12);

    /// <summary>The rank spans the images, so that the mixture's moments are those of the noised data, whatever the components.</summary>
    [Theory]
    [InlineData(1, 0, 0.3)]
    [InlineData(3, 1, 0.3)]
    [InlineData(3, 0, 0.9)]
    public void Build_FullRank_HasTheMomentsOfTheNoisedData(int components, int label, double alphaBar)
    {
        var (mean, covariance) = PriorSamples.Exact(images, Members(label), alphaBar);
        PriorSamples.RequireMoments(Draw(Fit(components, rank: 12), label, alphaBar), mean, covariance, Deviations);
    }

    [Fact]
    public void Build_AnyClass_HasTheMomentsOfAllTheNoisedData()
    {
        var (mean, covariance) = PriorSamples.Exact(images, [.. Enumerable.Range(0, images.Count)], 0.4);
        PriorSamples.RequireMoments(Draw(Fit(components: 2, rank: 12), images.Classes.Count, 0.4), mean, covariance, Deviations);
    }

    [Fact]
    public void Build_LowRank_HasTheClosedFormsMoments()
    {
        const double AlphaBar = 0.5;
        var prior = Fit(components: 1, rank: 2);
        var gaussian = prior.Classes[0][0];
        var d = images.ImageLength;
        var covariance = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                covariance[i, j] = (AlphaBar * gaussian.Factors.Sum(factor => factor[i] * factor[j]))
                    + (i == j ? (AlphaBar * gaussian.IsotropicVariance) + 1 - AlphaBar : 0);
            }
        }

        PriorSamples.RequireMoments(Draw(prior, 0, AlphaBar), [.. gaussian.Mean.Select(value => value * Math.Sqrt(AlphaBar))], covariance, Deviations);
    }

    [Fact]
    public void RequireMoments_OtherClassOrNoiseLevel_Fails()
    {
        var samples = Draw(Fit(components: 1, rank: 12), 0, 0.3);
        var (mean, covariance) = PriorSamples.Exact(images, Members(1), 0.3);
        Assert.ThrowsAny<Exception>(() => PriorSamples.RequireMoments(samples, mean, covariance, Deviations));
        (mean, covariance) = PriorSamples.Exact(images, Members(0), 0.6);
        Assert.ThrowsAny<Exception>(() => PriorSamples.RequireMoments(samples, mean, covariance, Deviations));
    }

    [Fact]
    public void Build_NoData_IsTheNoise()
    {
        using var samples = new PriorSamples(PriorGraph.Build(Fit(components: 2, rank: 3), 3, TestImages.Size));
        var noise = new float[images.ImageLength];
        PhiloxNoise.Fill(noise, 5, 0, NoiseStream.Prior, 0);
        Assert.Equal(noise, samples.Draw(1, 1, alphaBar: 0, seed: 5));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Build_UnknownLabel_GivesNoImage(long label)
    {
        using var samples = new PriorSamples(PriorGraph.Build(Fit(components: 1, rank: 1), 3, TestImages.Size));
        Assert.All(samples.Draw(2, label, 0.5, seed: 1), value => Assert.True(float.IsNaN(value)));
    }

    private ClassPrior Fit(int components, int rank) =>
        ClassPrior.Fit(images, [.. Enumerable.Range(0, images.Count)], new PriorSettings(components, rank));

    private float[] Draw(ClassPrior prior, int label, double alphaBar)
    {
        using var samples = new PriorSamples(PriorGraph.Build(prior, images.Channels, images.Size));
        return samples.Draw(Count, label, alphaBar, seed: 11);
    }

    private int[] Members(int label) => [.. Enumerable.Range(0, images.Count).Where(index => images.Labels[index] == label)];
}
