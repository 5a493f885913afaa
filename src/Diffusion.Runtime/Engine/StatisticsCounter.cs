using System.Diagnostics;

namespace Diffusion.Runtime;

/// <summary>Adds up what the loop does; read from any thread.</summary>
internal sealed class StatisticsCounter
{
    private readonly Lock gate = new();
    private long steps;
    private long images;
    private long evaluations;
    private long weakEvaluations;
    private long gradientEvaluations;
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
                    steps, images, evaluations, weakEvaluations, gradientEvaluations,
                    Seconds(modelTicks), Seconds(otherTicks), allocatedBytes, occupied, peak);
            }
        }
    }

    /// <summary>Adds one step.</summary>
    /// <param name="rows">Rows that were occupied in the step.</param>
    /// <param name="needs">Which networks were asked; each was asked about all of these rows.</param>
    /// <param name="model">Stopwatch ticks in the networks.</param>
    /// <param name="other">Stopwatch ticks elsewhere.</param>
    /// <param name="allocated">Managed bytes that the step allocated.</param>
    /// <param name="finished">Images that ended well.</param>
    public void AddStep(int rows, StepNeeds needs, long model, long other, long allocated, int finished)
    {
        lock (gate)
        {
            steps++;
            images += finished;
            evaluations += needs.HasNetwork ? rows : 0;
            weakEvaluations += needs.HasWeakNetwork ? rows : 0;
            gradientEvaluations += needs.HasGradient ? rows : 0;
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
