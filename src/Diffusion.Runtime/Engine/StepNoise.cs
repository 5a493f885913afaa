using System.Runtime.ExceptionServices;
using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>
/// Draws a step's noise on a thread of its own while the networks run, which do not read it: a GPU waits only for what takes longer than
/// they do. What is left when they have ended, because they needed every core, the loop draws along. Allocates nothing between two steps.
/// </summary>
internal sealed class StepNoise : IDisposable
{
    private readonly RowTable table;
    private readonly InputTensor<float> noise;
    private readonly AutoResetEvent begun = new(initialState: false);
    private readonly AutoResetEvent drawn = new(initialState: false);
    private readonly Thread thread;
    private int next;
    private long allocated;
    private bool isDrawing;
    private bool isDisposed;
    private ExceptionDispatchInfo? failure;

    /// <param name="table">Whose images' noise; it does not change from <see cref="Begin"/> to <see cref="Finish"/>.</param>
    /// <param name="noise">Where it goes, by row.</param>
    public StepNoise(RowTable table, InputTensor<float> noise)
    {
        this.table = table;
        this.noise = noise;
        thread = new Thread(DrawAll) { IsBackground = true, Name = "diffusion noise" };
        thread.Start();
    }

    /// <summary>Starts to draw what the images' next steps need.</summary>
    public void Begin()
    {
        next = 0;
        isDrawing = true;
        begun.Set();
    }

    /// <summary>Draws what is left, if anything was begun, and waits until all is there.</summary>
    /// <exception cref="Exception">A source of noise failed.</exception>
    public void Finish()
    {
        if (isDrawing)
        {
            TryDraw();
            drawn.WaitOne();
            isDrawing = false;
            failure?.Throw();
        }
    }

    /// <summary>Managed bytes that the thread has allocated since it was last asked; not while it draws.</summary>
    public long TakeAllocated()
    {
        var taken = allocated;
        allocated = 0;
        return taken;
    }

    public void Dispose()
    {
        isDisposed = true;
        begun.Set();
        thread.Join();
        begun.Dispose();
        drawn.Dispose();
    }

    private void DrawAll()
    {
        for (begun.WaitOne(); !isDisposed; begun.WaitOne())
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            TryDraw();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            drawn.Set();
        }
    }

    private void TryDraw()
    {
        try
        {
            Draw();
        }
        catch (Exception error)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Takes one image after the other until none is left; two threads may.</summary>
    private void Draw()
    {
        for (var i = Interlocked.Increment(ref next) - 1; i < table.Samples.Count; i = Interlocked.Increment(ref next) - 1)
        {
            var sample = table.Samples[i];
            if (sample.Step.NeedsNoise)
            {
                sample.Request.Noise.Fill(noise.Row(sample.Row), NoiseStream.Step, (uint)sample.Step.Index);
                noise.CopyToPair(sample.Row, sample.NullRow);
            }
        }
    }
}
