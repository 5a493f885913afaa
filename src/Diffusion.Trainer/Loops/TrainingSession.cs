using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Evaluation.Attributes;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Samples;
using Diffusion.Trainer.Timesteps;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Loops;

/// <summary>
/// One training session in a run's folder: from settings, or from where the newest checkpoint left off, to the last step or
/// until it is stopped. Holds everything that the loop needs.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    public const string MetricsName = "metrics.jsonl";

    private readonly string run;
    private readonly TrainingSettings settings;
    private readonly ImageSet images;
    private readonly IReadOnlyList<string> commands;
    private readonly BatchSource batches;
    private readonly CheckpointFolder checkpoints;

    private TrainingSession(
        string run, TrainingSettings settings, IReadOnlyList<string> commands, ImageSet images, (Checkpoint Checkpoint, string Folder)? resumed)
    {
        TrainingSettingsCheck.Require(settings);
        this.run = Directory.CreateDirectory(run).FullName;
        this.settings = settings;
        this.images = images;
        this.commands = commands;
        checkpoints = new CheckpointFolder(this.run);
        var timesteps = settings.Task.SeesNoise() ? TimestepSamplers.Table.Find(settings.TimestepSampler)(settings) : null;
        batches = new BatchSource(images, HeldOut.Split(images.Count, settings.HoldOutEvery).Training, timesteps, new BatchOptions(
            settings.Seed, settings.BatchSize, settings.LabelDropout, settings.NullClass, settings.Flip, settings.Task == TrainingTask.Attributes), ConditioningSource.Of(settings));

        Objective = TrainingObjectives.Of(settings);
        State = NewState(settings, Objective, batches.At(0).Slice(0, 1), timesteps);
        if (resumed is var (checkpoint, folder))
        {
            CheckpointFolder.Load(checkpoint, folder, State);
        }
        else
        {
            InitialWeights.Begin(settings, State);
        }
    }

    public ITrainingObjective Objective { get; }

    public TrainingState State { get; }

    /// <summary>Trained numbers.</summary>
    public long ParameterCount => State.Parameters.Layout.Length;

    /// <summary>Begins a run.</summary>
    /// <exception cref="TrainerException">The settings are wrong, or the folder has a run already.</exception>
    public static TrainingSession Start(string run, TrainingSettings settings, ImageSet images, string command)
    {
        if (new CheckpointFolder(run).HasAny)
        {
            throw new TrainerException($"There is a run in '{run}' already. Add --resume to go on with it, or name another folder for --out.");
        }

        File.Delete(Path.Combine(Directory.CreateDirectory(run).FullName, MetricsName));
        new SnapshotFolder(run).KeepUntil(0);
        new SampleSheetFolder(run).KeepUntil(0);
        var before = settings.BeginWith is { } other ? new CheckpointFolder(other.Run).Newest().Checkpoint.Commands : settings.BeginWithModel?.Commands(settings.Task) ?? [];
        return new TrainingSession(run, settings, [.. before, command], images, null);
    }

    /// <summary>Goes on from the newest checkpoint.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="settings">As recorded, but for the number of steps and the like.</param>
    /// <param name="images">The same data set.</param>
    /// <param name="command">Recorded with the earlier ones.</param>
    /// <exception cref="TrainerException">The data set is another one, or the checkpoint is damaged.</exception>
    public static TrainingSession Resume(string run, TrainingSettings settings, ImageSet images, string command)
    {
        var newest = new CheckpointFolder(run).Newest();
        if (images.Hash != newest.Checkpoint.Settings.DataHash)
        {
            throw new TrainerException(
                $"The data set is not the one that '{run}' was trained with (SHA-256 {images.Hash}, recorded {newest.Checkpoint.Settings.DataHash}). Name the same one for --data.");
        }

        var attributes = images.AttributesFor(settings.Task)?.Hash() ?? "";
        if (attributes != newest.Checkpoint.Settings.AttributesHash)
        {
            throw new TrainerException(
                $"The attributes are not those that '{run}' was trained with (SHA-256 '{attributes}', recorded '{newest.Checkpoint.Settings.AttributesHash}'). Name the same data set for --data, with its {AttributesFile.Name}.");
        }

        new MetricsFile(Path.Combine(run, MetricsName)).KeepUntil(newest.Checkpoint.Step);
        new SnapshotFolder(run).KeepUntil(newest.Checkpoint.Step);
        new SampleSheetFolder(run).KeepUntil(newest.Checkpoint.Step);
        return new TrainingSession(run, settings, [.. newest.Checkpoint.Commands, command], images, newest);
    }

    /// <summary>Trains; keeps a checkpoint, metrics and the plot of the loss.</summary>
    public void Train(ITrainingReport report, CancellationToken stop)
    {
        var metrics = new MetricsFile(Path.Combine(run, MetricsName));
        using var replicas = new Replicas(Objective, State.Parameters, settings.Replicas, settings.Threads, settings.Microbatch, TrainingPrecision.Types.Find(settings.Precision));
        var loop = new TrainingLoop(settings, batches, replicas, State, new SnapshotFolder(run), () => Save(metrics, report, stop));
        loop.Run(new SeveralReports(metrics, report), stop);
    }

    /// <summary>
    /// Accuracy by noise level of a finished classifier's averaged weights on the pictures that were kept away; kept in the
    /// run's folder. Empty where another network was trained or nothing was kept away.
    /// </summary>
    public IReadOnlyList<BandAccuracy> Evaluate()
    {
        if (Objective is not ClassifierObjective classifier)
        {
            return [];
        }

        var bands = OfAverage(store => new ClassifierEvaluation(settings, images).Measure(classifier, store));
        RunMeasurements.Accuracy(run).Write(bands);
        RunPlots.WriteAccuracy(run, bands);
        RunReport.Write(run);
        return bands;
    }

    /// <summary>The same of a finished network of attributes: its errors. Empty where another was trained or nothing was kept away.</summary>
    public IReadOnlyList<AttributeError> EvaluateAttributes()
    {
        if (Objective is not AttributesObjective attributes)
        {
            return [];
        }

        var errors = OfAverage(store => new AttributeEvaluation(settings, images).Measure(attributes, store));
        RunMeasurements.AttributeErrors(run).Write(errors);
        RunReport.Write(run);
        return errors;
    }

    public void Dispose() => State.Dispose();

    private T OfAverage<T>(Func<ParameterStore, T> measure)
    {
        State.Parameters.Publish(State.Average);
        try
        {
            return measure(State.Parameters.Store);
        }
        finally
        {
            State.Parameters.Publish();
        }
    }

    private void Save(MetricsFile metrics, ITrainingReport report, CancellationToken stop)
    {
        var checkpoint = new Checkpoint { Settings = settings, Step = State.Step, Seconds = State.Seconds, Commands = commands };
        checkpoints.Save(checkpoint, State);
        new CheckpointSamples(run, report).Draw(checkpoint, stop);
        try
        {
            RunPlots.Write(run, settings, metrics.Read());
            RunReport.Write(run, checkpoint);
        }
        catch (Exception error)
        {
            // The checkpoint is whole; a picture of it is not worth the training.
            report.Note($"no plots and report of step {checkpoint.Step}: {error.Message}");
        }
    }

    /// <summary>A first forward pass makes the parameters, in the network's own order.</summary>
    private static TrainingState NewState(
        TrainingSettings settings, ITrainingObjective objective, TrainingBatch example, ITimestepSampler? timesteps)
    {
        var store = new ParameterStore(settings.Seed, TrainingDevice.Of(settings.Device));
        using (NewDisposeScope())
        {
            _ = objective.Losses(new TorchNetworkBuilder(store), example);
        }

        return new TrainingState(
            new TrainedParameters(store),
            new AdamWOptions(settings.Beta1, settings.Beta2, settings.AdamEpsilon, settings.WeightDecay),
            timesteps,
            WeightAverage.Of(settings));
    }
}
