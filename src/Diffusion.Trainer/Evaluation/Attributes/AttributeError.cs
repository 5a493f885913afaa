using System.Text.Json.Serialization;

namespace Diffusion.Trainer.Evaluation.Attributes;

/// <summary>How far a network is from an attribute of pictures that it was not trained with.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Pictures">That have it.</param>
/// <param name="RootMeanSquare">Of what was told less what is so, in the data set's units.</param>
/// <param name="Deviation">Standard deviation of what is so: the error of telling the mean of every picture.</param>
public sealed record AttributeError(string Name, int Pictures, double RootMeanSquare, double Deviation)
{
    /// <summary>Share of the variance that is told, R²: 1 is without error, 0 no better than the mean, or all pictures are alike.</summary>
    [JsonIgnore]
    public double Explained => Deviation > 0 ? 1 - Math.Pow(RootMeanSquare / Deviation, 2) : 0;
}
