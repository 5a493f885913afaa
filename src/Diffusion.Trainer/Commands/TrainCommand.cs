using System.CommandLine;
using Diffusion.Sampling;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Attributes;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Evaluation.Attributes;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Reports;
using Spectre.Console;

namespace Diffusion.Trainer.Commands;

/// <summary><c>train unet</c>, <c>train classifier</c> and <c>train attributes</c>.</summary>
public static class TrainCommand
{
    public static Command Unet() => Create("unet", "Trains the network that denoises.", _ => TrainingTask.Unet);

    public static Command Classifier()
    {
        var clean = new Option<bool>("--clean") { Description = "Train on clean images only: the judge." };
        var command = Create(
            "classifier", "Trains a classifier on images at every noise level.", result => result.GetValue(clean) ? TrainingTask.Judge : TrainingTask.Classifier);
        command.Options.Add(clean);
        return command;
    }

    public static Command Attributes() => Create(
        "attributes", $"Trains a network that tells what {AttributesFile.Name} of a data set says of its pictures: colours, places.", _ => TrainingTask.Attributes);

    private static Command Create(string name, string description, Func<ParseResult, TrainingTask> task)
    {
        var data = new DatasetArguments();
        var run = new Option<string>("--out") { Description = "The run's folder: checkpoints, metrics, plot.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint." };
        var inexact = new Option<bool>("--inexact") { Description = "Resume with other replicas, threads, microbatches, precision, device, learning rate and its schedule, average's decay, label dropout or teacher, so not to the same bytes." };
        var preset = new Option<string>("--preset") { Description = $"Settings to begin from: {string.Join(", ", Presets.Table.Names)}.", DefaultValueFactory = _ => "shapes32" };
        var begin = new BeginOptions();
        var options = new TrainOptions();
        var command = new Command(name, description) { run, preset, resume, inexact };
        data.AddTo(command);
        begin.AddTo(command);
        options.AddTo(command);

        command.SetAction((result, stop) => Task.FromResult(CommandErrors.Catch(() =>
        {
            var folder = result.GetRequiredValue(run);
            var recorded = result.GetValue(resume) ? new CheckpointFolder(folder).Newest().Checkpoint.Settings : null;
            if (recorded is not null)
            {
                ResumedSettings.RequireTask(folder, recorded, task(result), result.GetResult(preset) is { Implicit: false } ? result.GetValue(preset) : null);
            }

            var images = data.Read(result, recorded);
            var crop = CropKinds.Table.NameOf(data.Options(result, recorded).Crop);
            var line = RecordedCommand.Of(result);
            using var session = recorded is not null
                ? Resume(folder, recorded, options.Apply(begin.Repeat(recorded, result), result) with { ImageSize = images.Size, Crop = crop }, images, !result.GetValue(inexact), line)
                : TrainingSession.Start(folder, NewSettings(begin.Apply(Presets.Table.Find(result.GetValue(preset))(task(result)), result), images, result, options) with { Crop = crop }, images, line);
            return Train(session, folder, images, stop);
        })));
        return command;
    }

    private static TrainingSettings NewSettings(TrainingSettings preset, ImageSet images, ParseResult result, TrainOptions options)
    {
        var settings = options.Apply(preset with { Device = TrainingDevice.Auto, Precision = TrainingPrecision.Auto }, result);
        var device = TrainingDevice.Table.Find(settings.Device)();
        var attributes = images.AttributesFor(settings.Task);
        settings = settings with
        {
            Device = device,
            Precision = TrainingPrecision.On(settings.Precision, device),
            Replicas = device == TrainingDevice.Cuda && settings.Replicas == preset.Replicas ? 1 : settings.Replicas,
            Classes = images.Classes,
            ImageSize = images.Size,
            Channels = images.Channels,
            DataHash = images.Hash,
            Attributes = attributes is null ? [] : AttributeScale.Of(attributes),
            AttributesHash = attributes?.Hash() ?? "",
        };
        return settings with
        {
            Unet = settings.Unet is null ? null : settings.Unet with
            {
                ImageSize = images.Size,
                InChannels = images.Channels,
                OutChannels = SamplingChoices.Variances.TryFind(settings.Variance, out var variance, out _) && variance.IsLearned() ? 2 * images.Channels : images.Channels,
                NumClasses = images.Classes.Count + (settings.NullClass is null ? 0 : 1),
            },
            Encoder = settings.Encoder is null ? null : settings.Encoder with
            {
                ImageSize = images.Size,
                InChannels = images.Channels,
                OutChannels = settings.Task == TrainingTask.Attributes ? settings.Attributes.Count : images.Classes.Count,
            },
        };
    }

    private static TrainingSession Resume(
        string folder, TrainingSettings recorded, TrainingSettings wanted, ImageSet images, bool exact, string line)
    {
        var device = TrainingDevice.Table.Find(wanted.Device)();
        wanted = wanted with { Device = device, Precision = TrainingPrecision.On(wanted.Precision, device) };
        ResumedSettings.RequireSame(recorded, wanted, exact);
        return TrainingSession.Resume(folder, wanted, images, line);
    }

    private static int Train(TrainingSession session, string folder, ImageSet images, CancellationToken stop)
    {
        if (BrokenPicturesFile.Write(folder, images) is { } broken)
        {
            Console.WriteLine($"All {images.LeftOut.Count} broken pictures stand in '{broken}'.");
        }

        Console.WriteLine($"{images.Count} images of {images.Classes.Count} classes, {session.ParameterCount:N0} parameters, from step {session.State.Step}");
        ProgressReport.Show(AnsiConsole.Console, report => session.Train(report, stop));
        if (stop.IsCancellationRequested)
        {
            Console.WriteLine($"Stopped after step {session.State.Step}; a checkpoint is in '{folder}'. Go on with --resume.");
            return CommandErrors.Stopped;
        }

        var bands = session.Evaluate();
        if (bands.Count > 0)
        {
            AnsiConsole.Write(AccuracyTable.Create(bands));
        }

        var errors = session.EvaluateAttributes();
        if (errors.Count > 0)
        {
            AnsiConsole.Write(AttributeErrorTable.Create(errors));
        }

        Console.WriteLine($"Done: step {session.State.Step} after {TimeSpan.FromSeconds(session.State.Seconds):d\\.hh\\:mm\\:ss}.");
        return 0;
    }
}
