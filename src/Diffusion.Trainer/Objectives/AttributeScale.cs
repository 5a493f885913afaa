using Diffusion.Trainer.Datasets.Attributes;
using MathNet.Numerics.Statistics;

namespace Diffusion.Trainer.Objectives;

/// <summary>An attribute's name and how it is spread over a data set.</summary>
/// <param name="Name">As the data set calls it.</param>
/// <param name="Mean">Of the pictures that have it.</param>
/// <param name="Deviation">Their standard deviation; 1 where all are alike.</param>
public sealed record AttributeScale(string Name, double Mean, double Deviation)
{
    /// <summary>Of each attribute, in their order.</summary>
    public static IReadOnlyList<AttributeScale> Of(ImageAttributes attributes) =>
        [.. attributes.Names.Select((name, index) => Of(name, [.. attributes.Known(index).Select(value => (double)value)]))];

    public double Standardize(double value) => (value - Mean) / Deviation;

    /// <summary>The inverse of <see cref="Standardize"/>.</summary>
    public double Restore(double value) => Mean + (value * Deviation);

    private static AttributeScale Of(string name, double[] known)
    {
        var deviation = known.PopulationStandardDeviation();
        return new AttributeScale(name, known.Length == 0 ? 0 : known.Mean(), deviation > 0 ? deviation : 1);
    }
}
