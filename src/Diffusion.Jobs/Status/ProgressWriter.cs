using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>
/// Writes down how far jobs are, every few seconds at most whatever happens in between, so that its cost follows the time and not the
/// number of images. Nothing depends on it: what a dead host had not written yet, the next batch of the lane writes.
/// </summary>
public sealed partial class ProgressWriter(
    JobStatusBlob statuses, IOptions<BatchOptions> options, TimeProvider time, ILogger<ProgressWriter> log, IHostApplicationLifetime? lifetime = null) : IAsyncDisposable
{
    private readonly DrainTime drain = new(TimeSpan.FromSeconds(options.Value.DrainSeconds), lifetime?.ApplicationStopping ?? CancellationToken.None);
    private readonly Lock gate = new();
    private readonly Dictionary<(string JobId, int Round), Job> jobs = [];
    private readonly CancellationTokenSource stop = new();

    /// <summary>The round that a batch begins in, for all that it reports; 0 where it cannot be read, since no work depends on it.</summary>
    public async Task<int> RoundAsync(JobPlan plan, CancellationToken cancellation)
    {
        try
        {
            return await statuses.RoundAsync(plan, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogUnread(exception, plan.JobId());
            return 0;
        }
    }

    /// <summary>Notes how many images of a lane are done with. Returns at once; the first note of a job is written at once as well.</summary>
    /// <param name="plan">The job's.</param>
    /// <param name="round">As <see cref="RoundAsync"/> gave it.</param>
    /// <param name="lane">Of the job's batches.</param>
    /// <param name="done">Images from the lane's beginning.</param>
    public void Report(JobPlan plan, int round, int lane, int done)
    {
        lock (gate)
        {
            if (!jobs.TryGetValue((plan.JobId(), round), out var job) || job.Plan.JobHash != plan.JobHash)
            {
                job = new Job(plan, round);
                jobs[(plan.JobId(), round)] = job;
            }

            job.Note(lane, done);
            job.Writing ??= Task.Run(() => WriteAsync(job));
        }
    }

    /// <summary>Writes what has been noted of a job, and waits for what is being written.</summary>
    public async Task FlushAsync(JobPlan plan, CancellationToken cancellation)
    {
        Task[] writes;
        lock (gate)
        {
            writes = [.. jobs.Values.Where(job => job.Plan.JobId() == plan.JobId()).Select(WriteChanges)];
        }

        await Task.WhenAll(writes).WaitAsync(cancellation);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        drain.Begin();
        await stop.CancelAsync();
        Task[] writing;
        lock (gate)
        {
            writing = [.. jobs.Values.Select(job => job.Writing).OfType<Task>()];
        }

        await Task.WhenAll(writing);
        stop.Dispose();
        drain.Dispose();
    }

    private async Task WriteAsync(Job job)
    {
        while (true)
        {
            Task write;
            lock (gate)
            {
                if (!job.IsChanged && job.Write.IsCompleted)
                {
                    job.Writing = null;
                    if (jobs.TryGetValue(job.Key, out var current) && current == job)
                    {
                        jobs.Remove(job.Key);
                    }

                    return;
                }

                write = WriteChanges(job);
            }

            await write;
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(options.Value.StatusSeconds), time, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The host stops: what is left is written now.
            }
        }
    }

    // One after the other: an older count never comes last. Within the gate.
    private Task WriteChanges(Job job)
    {
        if (job.IsChanged)
        {
            var (before, lanes) = (job.Write, job.Take());
            job.Write = Task.Run(() => TryWriteAsync(before, job, lanes));
        }

        return job.Write;
    }

    private async Task TryWriteAsync(Task before, Job job, int[] lanes)
    {
        await before;
        try
        {
            await statuses.ChangeAsync(
                job.Plan.JobId(), current => StatusChanges.Progressed(current, job.Plan, job.Round, lanes, time.GetUtcNow()), drain.Token);
        }
        catch (Exception exception)
        {
            LogUnwritten(exception, job.Plan.JobId());
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: its status could not be read, what is told of its progress may not count")]
    private partial void LogUnread(Exception exception, string jobId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: its progress could not be written")]
    private partial void LogUnwritten(Exception exception, string jobId);

    private sealed class Job(JobPlan plan, int round)
    {
        private int[] lanes = [];

        public JobPlan Plan { get; } = plan;

        public int Round { get; } = round;

        public (string JobId, int Round) Key => (Plan.JobId(), Round);

        /// <summary>The loop that writes while there is something to write.</summary>
        public Task? Writing { get; set; }

        /// <summary>The last write.</summary>
        public Task Write { get; set; } = Task.CompletedTask;

        public bool IsChanged { get; private set; }

        public void Note(int lane, int done)
        {
            if (lane >= lanes.Length)
            {
                Array.Resize(ref lanes, lane + 1);
            }

            lanes[lane] = Math.Max(lanes[lane], done);
            IsChanged = true;
        }

        public int[] Take()
        {
            IsChanged = false;
            return [.. lanes];
        }
    }
}
