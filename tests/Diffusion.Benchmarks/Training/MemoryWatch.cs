using Diffusion.Trainer.Reports;

namespace Diffusion.Benchmarks.Training;

/// <summary>Keeps every line of metrics with what the process has allocated and holds by then.</summary>
internal sealed class MemoryWatch(string name) : ITrainingReport
{
    private readonly List<(StepMetrics Metrics, long Allocated, long WorkingSet)> lines = [];

    public IReadOnlyList<(StepMetrics Metrics, long Allocated, long WorkingSet)> Lines => lines;

    public void Metrics(StepMetrics metrics)
    {
        lines.Add((metrics, GC.GetTotalAllocatedBytes(), Environment.WorkingSet));
        Console.WriteLine($"{name}: step {metrics.Step}/{metrics.Steps}, {Environment.WorkingSet / 1048576} MiB");
    }
}
