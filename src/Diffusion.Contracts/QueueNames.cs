namespace Diffusion.Contracts;

/// <summary>The queues. All messages are JSON without base64 (<c>messageEncoding: none</c>) and never expire.</summary>
public static class QueueNames
{
    /// <summary>Takes jobs (<see cref="JobRequest"/> or <see cref="JobBlobReference"/>).</summary>
    public const string Jobs = "generation-jobs";

    /// <summary>Takes runs of images (<see cref="BatchMessage"/>); written by the planner alone.</summary>
    public const string Batches = "generation-batches";

    /// <summary>Says how jobs ended (<see cref="JobCompleted"/>).</summary>
    public const string Completed = "generation-completed";

    /// <summary>Takes reminders to look after live jobs (<see cref="SweepMessage"/>): each is seen after a while and sent again until its job has ended.</summary>
    public const string Sweep = "generation-sweep";

    /// <summary>Where the host puts jobs that failed too often.</summary>
    public const string JobsPoison = Jobs + "-poison";

    /// <summary>Where the host puts batches that failed too often.</summary>
    public const string BatchesPoison = Batches + "-poison";

    /// <summary>Where the host puts reminders that failed too often.</summary>
    public const string SweepPoison = Sweep + "-poison";

    /// <summary>Whether a queue holds what failed too often on another.</summary>
    public static bool IsPoison(string queue) => queue.EndsWith("-poison", StringComparison.Ordinal);

    /// <summary>Every queue.</summary>
    public static IReadOnlyList<string> All { get; } = [Jobs, Batches, Completed, Sweep, JobsPoison, BatchesPoison, SweepPoison];
}
