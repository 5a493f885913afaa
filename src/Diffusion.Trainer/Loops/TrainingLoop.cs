using System.Diagnostics;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Reports;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>The training loop, the same for every task.</summary>
/// <param name="settings">How to train.</param>
/// <param name="batches">Batch of each step.</param>
/// <param name="replicas">Loss and gradient.</param>
/// <param name="state">What is trained; changed in place.</param>
/// <param name="snapshots">Where averages are kept from time to time.</param>
/// <param name="saveCheckpoint">Keeps the state.</param>
public sealed class TrainingLoop(
    TrainingSettings settings, BatchSource batches, Replicas replicas, TrainingState state, SnapshotFolder snapshots, Action saveCheckpoint)
{
    /// <summary>Trains until <see cref="TrainingSettings.Steps"/> or until stopped; a checkpoint is kept in both cases.</summary>
    /// <exception cref="TrainerException">The loss is no longer a number; the last checkpoint stays.</exception>
    public void Run(ITrainingReport report, CancellationToken stop)
    {
        // The gradient's norm is summed on this thread: in as many parts as a replica's sums, not as the machine has cores.
        set_num_threads(settings.Threads);
        var rates = new LearningRate(
            RateKinds.Table.Find(settings.RateSchedule), settings.LearningRate, settings.WarmupSteps, settings.FinalRateShare);
        var window = new MetricsWindow(settings, state);
        using var ahead = new BatchesAhead(batches, state.Step, settings.Steps, settings.DataThreads ?? batches.ThreadsThatKeepUp);
        var lastSaved = -1;
        var computed = TimeSpan.Zero;

        while (state.Step < settings.Steps && !stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            using var scope = NewDisposeScope();
            var step = state.Step;
            var batch = ahead.Take();

            var computing = Stopwatch.GetTimestamp();
            var (losses, loss, gradient) = replicas.Gradient(batch, batches.DropoutSeed(step));
            var gradientNorm = GradientClip.Apply(gradient, settings.GradientClip);
            if (!double.IsFinite(loss) || !double.IsFinite(gradientNorm))
            {
                throw new TrainerException(
                    $"At step {step} the loss is {loss} and the gradient's norm {gradientNorm}. " +
                    "Start again with a smaller --learning-rate, or resume the last checkpoint.");
            }

            state.Timesteps?.Update(batch.Timesteps, losses);
            var rate = rates.At(step, settings.Steps);
            state.Optimizer.Step(gradient, rate, step);
            state.Parameters.Publish();
            state.UpdateAverages(settings.Steps);
            computed += Stopwatch.GetElapsedTime(computing);
            state.Step = step + 1;
            state.Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;

            if (window.Add(batch, losses, loss, gradientNorm, rate, ahead.Waited, computed) is { } metrics)
            {
                report.Metrics(metrics);
            }

            if (settings.SnapshotEvery > 0 && (state.Step % settings.SnapshotEvery == 0 || state.Step == settings.Steps))
            {
                snapshots.Save(state);
            }

            if (state.Step % settings.CheckpointEvery == 0)
            {
                saveCheckpoint();
                lastSaved = state.Step;
            }
        }

        if (lastSaved != state.Step)
        {
            saveCheckpoint();
        }
    }
}
