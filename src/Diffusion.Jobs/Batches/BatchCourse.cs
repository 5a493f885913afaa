using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Where a batch's message stands in its job's run, or in a redrive's.</summary>
/// <param name="Round">0 in the job's own run, from 1 in its redrives.</param>
/// <param name="Lane">Its lane; those of redrives follow the job's own.</param>
/// <param name="Before">Images of the lane's batches before it.</param>
/// <param name="Next">The message that follows; null at the end of the lane.</param>
public sealed record BatchCourse(int Round, int Lane, int Before, BatchMessage? Next)
{
    /// <summary>Finds a message's place.</summary>
    /// <exception cref="JobStateException">It names a redrive that has no such place.</exception>
    public static async Task<BatchCourse> OfAsync(JobPlan plan, BatchMessage message, RedriveLists lists, CancellationToken cancellation)
    {
        var window = plan.Window;
        if (message is not { Redrive: { } round, Place: { } place })
        {
            var next = plan.Batches().NextInLane(message.Batch);
            return new BatchCourse(0, message.Batch % window, message.Batch / window * plan.BatchSize, next is { } batch ? plan.Message(batch) : null);
        }

        var batches = (await lists.ReadAsync(plan, round, cancellation)).Batches;
        if (place >= batches.Count || batches[place] != message.Batch)
        {
            throw new JobStateException($"The message of batch {message.Batch} does not fit redrive {round} of job {message.JobId}.");
        }

        var before = 0;
        for (var earlier = place % window; earlier < place; earlier += window)
        {
            before += plan.Batches().Range(batches[earlier]).Count;
        }

        return new BatchCourse(
            round + 1,
            window + (place % window),
            before,
            place + window < batches.Count ? plan.Message(batches[place + window]) with { Redrive = round, Place = place + window } : null);
    }
}
