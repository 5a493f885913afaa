using Diffusion.Trainer.Evaluation.Attributes;

namespace Diffusion.Trainer.Evaluation;

/// <summary>What the end of a run measures of its averaged weights on pictures that were kept away; kept in its folder.</summary>
public static class RunMeasurements
{
    /// <summary>Of a classifier, by noise level.</summary>
    public static MeasurementsFile<BandAccuracy> Accuracy(string run) => new(run, "accuracy.json");

    /// <summary>Of a network of attributes.</summary>
    public static MeasurementsFile<AttributeError> AttributeErrors(string run) => new(run, "attribute-errors.json");
}
