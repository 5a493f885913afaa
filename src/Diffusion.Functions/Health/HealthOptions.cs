using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>How the health endpoint finds out whether this host can make images.</summary>
public sealed record HealthOptions
{
    /// <summary>The model of the tiny inference; empty: the first by name.</summary>
    public string Model { get; init; } = "";

    /// <summary>How long an answer is kept, in seconds.</summary>
    [Range(1, 3600)]
    public int CacheSeconds { get; init; } = 15;

    /// <summary>How long the tiny inference may take, in seconds. It shares the device with the images that are being made.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>How long a request waits for an inference, in seconds; then it is told what is known.</summary>
    [Range(0, 60)]
    public double PatienceSeconds { get; init; } = 2;
}

/// <summary>Checks <see cref="HealthOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;
