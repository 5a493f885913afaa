using System.CommandLine;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Commands;

/// <summary>The options that say whose weights a new run begins with.</summary>
public sealed class BeginOptions
{
    private readonly Option<string?> with = new("--begin-with")
    {
        Description = "Whose weights a new run begins with, for instance to learn its variance or other pictures: a run of the same network, whose averages are taken; a model's folder, whose network it then is; or a checkpoint of guided-diffusion or improved-diffusion.",
    };

    private readonly Option<string?> preset = new("--begin-preset") { Description = $"What that checkpoint is; network, noise schedule and prediction follow from it: {string.Join(", ", ImportPreset.All.Select(known => known.Name))}." };
    private readonly Option<string?> flags = new("--begin-flags") { Description = "Flags of that project in place of the preset's, such as \"--image_size 64 --num_channels 192\"." };
    private readonly Option<string?> key = new("--begin-key") { Description = "Where the state dict lies in a checkpoint that holds more." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[with, preset, flags, key])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Settings of a new run, before single ones are changed.</summary>
    /// <exception cref="TrainerException">There is no such run, model or checkpoint, or it is not clear what it is.</exception>
    public TrainingSettings Apply(TrainingSettings settings, ParseResult result) =>
        Foreign(result) is { } foreign ? foreign.Applied(settings)
        : ModelFolder(result) is { } folder ? ModelStart.Applied(folder, settings)
        : WithRun(settings, result);

    /// <summary>Settings of a resumed run: the command line may repeat what it began with.</summary>
    /// <inheritdoc cref="Apply"/>
    public TrainingSettings Repeat(TrainingSettings recorded, ParseResult result) =>
        Foreign(result) is { } foreign ? recorded with { BeginWithCheckpoint = foreign }
        : ModelFolder(result) is { } folder ? recorded with { BeginWithModel = ModelStart.Of(folder, recorded.Task) }
        : WithRun(recorded, result);

    private string? ModelFolder(ParseResult result) => result.GetValue(with) is { } folder && ModelStart.IsModel(folder) ? folder : null;

    private TrainingSettings WithRun(TrainingSettings settings, ParseResult result) =>
        result.GetValue(with) is { } run ? settings with { BeginWith = RunReference.Of(run) } : settings;

    private ForeignStart? Foreign(ParseResult result)
    {
        var (path, name) = (result.GetValue(with), result.GetValue(preset));
        if (path is not null && File.Exists(path))
        {
            return ForeignStart.Of(
                path,
                name ?? throw new TrainerException($"--begin-with is the checkpoint '{path}', but not what it is. Add --begin-preset, for instance guided-diffusion with --begin-flags."),
                result.GetValue(flags),
                result.GetValue(key));
        }

        return name is null && result.GetValue(flags) is null && result.GetValue(key) is null
            ? null
            : throw new TrainerException(path is null
                ? "--begin-preset, --begin-flags and --begin-key are for a checkpoint. Name it for --begin-with."
                : $"--begin-preset, --begin-flags and --begin-key are for a checkpoint's file, and '{path}' is none. Leave them out, or name the file.");
    }
}
