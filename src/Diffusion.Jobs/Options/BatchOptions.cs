using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>How a job is cut into messages.</summary>
public sealed record BatchOptions
{
    /// <summary>Images in one message: one to three minutes of work, so that little is lost with a host.</summary>
    [Range(1, 4096)]
    public int Size { get; init; } = 32;

    /// <summary>Messages that one job has queued at a time, so that a small job behind a huge one starts soon.</summary>
    [Range(1, 1024)]
    public int Window { get; init; } = 16;

    /// <summary>How long, in seconds, a dead host keeps a batch or a job's end to itself.</summary>
    [Range(15, 60)]
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>How often a batch may come back from the poison queue because its hosts had vanished or the storage had failed.</summary>
    [Range(0, 100)]
    public int MaxGenerations { get; init; } = 10;

    /// <summary>How often, in seconds, a running batch writes down how far its job is.</summary>
    [Range(0.1, 600)]
    public double StatusSeconds { get; init; } = 5;

    /// <summary>How often, in seconds, a running batch looks whether its job was cancelled.</summary>
    [Range(0.05, 60)]
    public double CancelSeconds { get; init; } = 1;

    /// <summary>How long, in seconds, images that are ready may still take to be written once the host wants to stop.</summary>
    [Range(0, 60)]
    public double DrainSeconds { get; init; } = 10;

    /// <summary>How often, in seconds, a live job is looked after; longer while nothing moves.</summary>
    [Range(1, 86_400)]
    public int SweepSeconds { get; init; } = 300;
}

/// <summary>Checks <see cref="BatchOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class BatchOptionsValidator : IValidateOptions<BatchOptions>;
