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
}

/// <summary>Checks <see cref="BatchOptions"/> by its attributes.</summary>
[OptionsValidator]
public sealed partial class BatchOptionsValidator : IValidateOptions<BatchOptions>;
