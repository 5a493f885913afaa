using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Where jobs' blobs lie.</summary>
public sealed record StorageOptions
{
    /// <summary>The private container of all jobs.</summary>
    [RegularExpression("^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", ErrorMessage = "The container's name must be 3 to 63 lower-case letters, digits and single hyphens.")]
    public string Container { get; init; } = "diffusion";

    /// <summary>Whether the state of jobs is written into blob index tags as well. Accounts that have none are found out and left alone.</summary>
    public bool Tags { get; init; } = true;

    /// <summary>How often a call that failed for a passing reason is tried again.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; init; } = 5;

    /// <summary>The pause before the first retry, in milliseconds; it doubles each time, with jitter.</summary>
    [Range(1, 60_000)]
    public int RetryMilliseconds { get; init; } = 400;

    /// <summary>The longest pause between two retries, in seconds.</summary>
    [Range(1, 600)]
    public int MaxRetrySeconds { get; init; } = 15;

    /// <summary>How long one try of a call may take, in seconds.</summary>
    [Range(1, 600)]
    public int NetworkTimeoutSeconds { get; init; } = 60;
}

/// <summary>Checks <see cref="StorageOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
