namespace Diffusion.Cli;

/// <summary>What came of a job of the demo.</summary>
/// <param name="Job">The job.</param>
/// <param name="Images">Images that are there.</param>
/// <param name="Seconds">From the first batch's begin to the last one's end.</param>
/// <param name="Agreement">Share of images, 0 to 1, that the judge finds to be of their label.</param>
/// <param name="Problems">What is wrong with its images, manifests or metadata; empty for a good job.</param>
internal sealed record DemoResult(DemoJob Job, int Images, double Seconds, double Agreement, IReadOnlyList<string> Problems)
{
    /// <summary>Images a second.</summary>
    public double ImagesPerSecond => Seconds > 0 ? Images / Seconds : 0;
}
