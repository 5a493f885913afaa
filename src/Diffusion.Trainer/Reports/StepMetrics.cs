namespace Diffusion.Trainer.Reports;

/// <summary>One line of metrics: means over the steps since the line before.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps planned.</param>
/// <param name="Loss">Mean loss.</param>
/// <param name="GradientNorm">Mean norm of the gradient before clipping.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="ImagesPerSecond">Over these steps.</param>
/// <param name="Seconds">Time spent in steps from the very beginning.</param>
/// <param name="LossQuartiles">Mean loss of each quarter of the noise levels, least noise first, null where none was drawn; null where images stay clean.</param>
/// <param name="DataWait">Share of the time that the training waited for batches, from 0 to 1.</param>
/// <param name="Computing">Share of the time spent in libtorch: passes, gradients, optimizer and averages, from 0 to 1.</param>
public sealed record StepMetrics(
    int Step,
    int Steps,
    double Loss,
    double GradientNorm,
    double LearningRate,
    double ImagesPerSecond,
    double Seconds,
    IReadOnlyList<double?>? LossQuartiles = null,
    double DataWait = 0,
    double Computing = 0);
