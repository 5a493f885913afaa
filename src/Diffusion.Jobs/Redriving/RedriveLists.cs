using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>Writes lists of batches that are put back, and sends the first of each lane.</summary>
public sealed class RedriveLists(JobContainer container, JobQueues queues)
{
    private const int MaxRounds = 9999;

    /// <summary>Writes a list under the next number that is free.</summary>
    public async Task<int> AddAsync(JobPlan plan, IReadOnlyList<int> batches, CancellationToken cancellation)
    {
        var list = new RedriveList { JobHash = plan.JobHash, Batches = batches };
        for (var redrive = 0; redrive <= MaxRounds; redrive++)
        {
            if (await container.TryCreateAsync(
                BlobNames.Redrive(plan.JobId(), redrive), JobsJson.Write(list, JobsJson.Default.RedriveList), BlobContent.Json.Of(plan.JobHash), cancellation))
            {
                return redrive;
            }
        }

        throw new JobStateException($"Job {plan.JobId()} was redriven {MaxRounds} times. Submit it again under another id.");
    }

    /// <summary>Sends the first batch of each lane.</summary>
    public async Task StartAsync(JobPlan plan, int redrive, IReadOnlyList<int> batches, CancellationToken cancellation)
    {
        for (var place = 0; place < Math.Min(plan.Window, batches.Count); place++)
        {
            await queues.SendAsync(plan.Message(batches[place]) with { Redrive = redrive, Place = place }, cancellation);
        }
    }

    /// <summary>The list of a redrive.</summary>
    /// <exception cref="JobStateException">There is none, or it is not this job's.</exception>
    public async Task<RedriveList> ReadAsync(JobPlan plan, int redrive, CancellationToken cancellation)
    {
        var name = BlobNames.Redrive(plan.JobId(), redrive);
        var list = await container.TryReadAsync(name, cancellation) is { } content ? JobsJson.Read(content, JobsJson.Default.RedriveList) : null;
        return list?.JobHash == plan.JobHash ? list : throw new JobStateException($"{name} is not there, or not of the job with hash {plan.JobHash}.");
    }
}
