using System.Diagnostics;

namespace Diffusion.Trainer.Batches;

/// <summary>
/// Makes batches before the training asks for them, on threads of the pool: the same batches in the same order, however many
/// threads there are.
/// </summary>
public sealed class BatchesAhead : IDisposable
{
    private readonly BatchSource source;
    private readonly int end;
    private readonly int ahead;
    private readonly TaskScheduler threads;
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<Task<TrainingBatch>> coming = [];
    private int taken;

    /// <param name="source">Makes a step's batch.</param>
    /// <param name="first">The first step that is taken.</param>
    /// <param name="end">The step after the last.</param>
    /// <param name="threads">How many batches are made at once; 0: each when it is taken.</param>
    public BatchesAhead(BatchSource source, int first, int end, int threads)
    {
        (this.source, taken, this.end) = (source, first, end);

        // One more than is worked at: the one that is taken next.
        ahead = threads == 0 ? 0 : threads + 1;
        this.threads = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, threads)).ConcurrentScheduler;
        Begin();
    }

    /// <summary>How long <see cref="Take"/> has waited in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The next step's batch, its timesteps drawn now.</summary>
    /// <exception cref="TrainerException">A picture of it can no longer be read.</exception>
    public TrainingBatch Take()
    {
        var started = Stopwatch.GetTimestamp();
        var step = taken++;
        var batch = coming.TryDequeue(out var made) ? made.GetAwaiter().GetResult() : source.Prepare(step);
        Waited += Stopwatch.GetElapsedTime(started);
        Begin();
        return source.WithTimesteps(batch, step);
    }

    /// <summary>Stops what is being made.</summary>
    public void Dispose()
    {
        stop.Cancel();
        foreach (var batch in coming)
        {
            // Nobody wants them any more, nor what went wrong with them.
            ((IAsyncResult)batch).AsyncWaitHandle.WaitOne();
            _ = batch.Exception;
        }

        stop.Dispose();
    }

    private void Begin()
    {
        while (coming.Count < ahead && taken + coming.Count < end)
        {
            var step = taken + coming.Count;
            coming.Enqueue(Task.Factory.StartNew(() => source.Prepare(step), stop.Token, TaskCreationOptions.DenyChildAttach, threads));
        }
    }
}
