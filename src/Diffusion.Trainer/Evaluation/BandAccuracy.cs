namespace Diffusion.Trainer.Evaluation;

/// <summary>How often a classifier is right in a band of noise levels.</summary>
/// <param name="FirstTimestep">The band's first t.</param>
/// <param name="LastTimestep">Its last.</param>
/// <param name="Images">Images that were classified.</param>
/// <param name="Correct">Of these, given their own label.</param>
public sealed record BandAccuracy(int FirstTimestep, int LastTimestep, int Images, int Correct)
{
    /// <summary>In [0, 1].</summary>
    public double Accuracy => (double)Correct / Images;
}
