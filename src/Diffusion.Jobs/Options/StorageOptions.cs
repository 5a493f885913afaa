using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Where jobs' blobs lie.</summary>
public sealed record StorageOptions
{
    /// <summary>The private container of all jobs.</summary>
    [RegularExpression("^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", ErrorMessage = "The container's name must be 3 to 63 lower-case letters, digits and single hyphens.")]
    public string Container { get; init; } = "diffusion";
}

/// <summary>Checks <see cref="StorageOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
