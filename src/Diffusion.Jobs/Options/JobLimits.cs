using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>How much one job may ask for. A job over a limit is rejected, with the limit named.</summary>
public sealed record JobLimits
{
    /// <summary>Images of a job.</summary>
    [Range(1, 10_000_000)]
    public int MaxImages { get; init; } = 100_000;

    /// <summary>Steps of a chain.</summary>
    [Range(1, 4000)]
    public int MaxSteps { get; init; } = 1000;

    /// <summary>Rows of a model's device batch.</summary>
    [Range(1, 4096)]
    public int MaxRows { get; init; } = 256;

    /// <summary>Live jobs of one submitter; jobs that name none belong to one of no name.</summary>
    [Range(1, 1_000_000)]
    public int MaxJobsPerSubmitter { get; init; } = 1000;

    /// <summary>Frames of one image's film. A host holds the films of all images that it works on: 4 bytes a sample of a frame.</summary>
    [Range(1, 4000)]
    public int MaxFilmFrames { get; init; } = 100;

    /// <summary>Frames of all films of a job: each is a blob.</summary>
    [Range(1, 10_000_000)]
    public int MaxJobFilmFrames { get; init; } = 10_000;

    /// <summary>Size of a file that a chain starts from, in bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxStartImageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Pixels of an image that a chain starts from: width times height.</summary>
    [Range(1, 1 << 28)]
    public int MaxStartImagePixels { get; init; } = 2048 * 2048;

    /// <summary>Smallest guidance scale.</summary>
    [Range(0.0, 100.0)]
    public double MinGuidanceScale { get; init; }

    /// <summary>Largest guidance scale.</summary>
    [Range(0.0, 100.0)]
    public double MaxGuidanceScale { get; init; } = 20;

    /// <summary>Size of a queue message in bytes; larger jobs lie in a blob. A storage queue carries at most 64 KiB.</summary>
    [Range(256, 65_536)]
    public int MaxMessageBytes { get; init; } = 48 * 1024;

    /// <summary>Size of a job blob in bytes.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxJobBlobBytes { get; init; } = 1024 * 1024;
}

/// <summary>Checks <see cref="JobLimits"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class JobLimitsValidator : IValidateOptions<JobLimits>;
