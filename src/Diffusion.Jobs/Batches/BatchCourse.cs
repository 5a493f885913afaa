using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Where a batch's message stands in its job's run, or in a redrive's.</summary>
/// <param name="Lane">Its lane; those of redrives follow the job's own.</param>
/// <param name="Before">Images of the lane's batches before it.</param>
/// <param name="Next">The message that follows; null at the end of the lane.</param>
public sealed record BatchCourse(int Lane, int Before, BatchMessage? Next)
{
    /// <summary>Finds a message's place.</summary>
    /// <exception cref="JobStateException">It names a redrive that has no such place.</exception>
    public static async Task<BatchCourse> OfAsync(JobPlan plan, BatchMessage message, RedriveLists lists, CancellationToken cancellation)
    {
        var window = plan.Window;
        if (message is not { Redrive: { } redrive, Place: { } place })
        {
            var next = plan.Batches().NextInLane(message.Batch);
            return new BatchCourse(message.Batch % window, message.Batch / window * plan.BatchSize, next is { } batch ? plan.Message(batch) : null);
        }

        var batches = (await lists.ReadAsync(plan, redrive, cancellation)).Batches;
        if (place >= batches.Count || batches[place] != message.Batch)
        {
            throw new JobStateException($"The message of batch {message.Batch} does not fit redrive {redrive} of job {message.JobId}.");
        }

        var before = 0;
        for (var earlier = place % window; earlier < place; earlier += window)
        {
            before += plan.Batches().Range(batches[earlier]).Count;
        }

        return new BatchCourse(
            window + (place % window),
            before,
            place + window < batches.Count ? plan.Message(batches[place + window]) with { Redrive = redrive, Place = place + window } : null);
    }
}
