using System.Diagnostics;

namespace Diffusion.Runtime;

/// <summary>Adds up what the loop does; read from any thread.</summary>
internal sealed class StatisticsCounter
{
    private readonly Lock gate = new();
    private long steps;
    private long images;
    private long evaluations;
    private long modelTicks;
    private long otherTicks;
    private long allocatedBytes;
    private int occupied;
    private int peak;

    public EngineStatistics Snapshot
    {
        get
        {
            lock (gate)
            {
                return new EngineStatistics(
                    steps, images, evaluations, Seconds(modelTicks), Seconds(otherTicks), allocatedBytes, occupied, peak);
            }
        }
    }

    /// <summary>Adds one step.</summary>
    /// <param name="rows">Rows that were occupied in the step.</param>
    /// <param name="evaluated">Rows that the UNet was asked about.</param>
    /// <param name="model">Stopwatch ticks in the networks.</param>
    /// <param name="other">Stopwatch ticks elsewhere.</param>
    /// <param name="allocated">Managed bytes that the step allocated.</param>
    /// <param name="finished">Images that ended well.</param>
    public void AddStep(int rows, int evaluated, long model, long other, long allocated, int finished)
    {
        lock (gate)
        {
            steps++;
            images += finished;
            evaluations += evaluated;
            modelTicks += model;
            otherTicks += other;
            allocatedBytes += allocated;
            occupied = rows;
            peak = Math.Max(peak, rows);
        }
    }

    public void SetIdle()
    {
        lock (gate)
        {
            occupied = 0;
        }
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
