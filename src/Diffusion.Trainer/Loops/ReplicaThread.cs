using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Diffusion.Trainer.Loops;

/// <summary>
/// A thread that keeps its libtorch settings from step to step: the number of intra-op threads belongs to the calling thread.
/// </summary>
public sealed class ReplicaThread : IDisposable
{
    private readonly SemaphoreSlim start = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly Thread thread;
    private Action? work;
    private ExceptionDispatchInfo? failure;

    public ReplicaThread(string name, int intraOpThreads)
    {
        thread = new Thread(() => Loop(intraOpThreads)) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>Begins; <see cref="Wait"/> must follow.</summary>
    public void Begin(Action action)
    {
        work = action;
        start.Release();
    }

    /// <summary>Waits for the end and throws what the work has thrown.</summary>
    public void Wait()
    {
        done.Wait();
        failure?.Throw();
    }

    public void Dispose()
    {
        work = null;
        start.Release();
        thread.Join();
        start.Dispose();
        done.Dispose();
    }

    private void Loop(int intraOpThreads)
    {
        torch.set_num_threads(intraOpThreads);
        while (true)
        {
            start.Wait();
            if (work is not { } action)
            {
                return;
            }

            failure = null;
            try
            {
                action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }

            done.Release();
        }
    }
}
