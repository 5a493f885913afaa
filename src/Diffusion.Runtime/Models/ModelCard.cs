using System.Text.Json.Nodes;
using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>What <c>model.json</c> says about a model: the one description that the trainer writes and everything else reads.</summary>
public sealed record ModelCard
{
    /// <summary>The card's name in a model folder.</summary>
    public const string FileName = "model.json";

    /// <summary>The format that this version writes, and the only one it reads.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The model's name, and its folder's: lower-case letters, digits, '-', '_' and '.', 64 at most.</summary>
    public string Name { get; init; } = "";

    /// <summary>Free text that changes when the weights do.</summary>
    public string Version { get; init; } = "";

    /// <summary>Height and width in pixels.</summary>
    public int ImageSize { get; init; }

    /// <summary>Colour channels: 1 or 3.</summary>
    public int Channels { get; init; }

    /// <summary>Names of the labels; label k is the k-th. Empty where the model knows none.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// false: the UNet takes no labels, and <see cref="Classes"/> are its classifier's, if it has any. null: whether it does shows in its
    /// file alone.
    /// </summary>
    public bool? KnowsLabels { get; init; }

    /// <summary>Height and width in pixels of the small image that a super-resolution UNet enlarges; null where it takes none, or an older card.</summary>
    public int? Enlarges { get; init; }

    /// <summary>The label that the network sees when it is to know none; null where the network has no such label.</summary>
    public int? NullClass { get; init; }

    /// <summary>What the network predicts: epsilon, x0, v or previousX.</summary>
    public string Prediction { get; init; } = "";

    /// <summary>Where a step's variance comes from: fixedSmall, fixedLarge, learned or learnedRange.</summary>
    public string Variance { get; init; } = "";

    public ScheduleCard Schedule { get; init; } = new();

    /// <summary>The network sees t·1000/T in place of t.</summary>
    public bool RescaleTimesteps { get; init; }

    /// <summary>Row counts of the device batch, ascending, from 1 to 256.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [1, 4, 16];

    /// <summary>In which numbers UNet and classifier compute inside: fp16; null: fp32. Their inputs and outputs are float32 in either.</summary>
    public string? Precision { get; init; }

    /// <summary>What <see cref="ModelFiles.Attributes"/> tells of an image, such as colours and places, in the order of its output; null where there is no such file.</summary>
    public IReadOnlyList<string>? Attributes { get; init; }

    public ModelFiles Files { get; init; } = new();

    /// <summary>How the model was trained: commands, steps, images, seconds, seed. Free-form; nothing that samples reads it.</summary>
    public JsonObject? Training { get; init; }

    /// <summary>Whether a text is a model's name, so also safe as a part of a path.</summary>
    public static bool IsName(string name) => ModelCardCheck.IsName(name);

    /// <summary>What sampling needs to know of the model.</summary>
    public DiffusionModelSettings ToSettings() => new(
        Schedule.ToSchedule(),
        SamplingChoices.Predictions.Find(Prediction),
        SamplingChoices.Variances.Find(Variance),
        RescaleTimesteps);
}

/// <summary>The noise schedule that a model was trained with.</summary>
public sealed record ScheduleCard
{
    /// <summary>The name of <see cref="Betas"/>.</summary>
    public const string Custom = "custom";

    /// <summary>linear, cosine, sqrtLinear or sigmoid; custom where <see cref="Betas"/> say it.</summary>
    public string Name { get; init; } = "";

    /// <summary>T.</summary>
    public int Timesteps { get; init; }

    /// <summary>β_0 … β_{T−1} of a custom schedule, each in (0, 1]; else null.</summary>
    public IReadOnlyList<double>? Betas { get; init; }

    /// <summary>The schedule that is described.</summary>
    /// <exception cref="SamplingException">There is none such.</exception>
    public NoiseSchedule ToSchedule()
    {
        if ((Name == Custom) != (Betas is not null) || (Betas is not null && Betas.Count != Timesteps))
        {
            throw new SamplingException(
                $"The schedule is '{Name}' of {Timesteps} timesteps with {Betas?.Count ?? 0} betas. " +
                $"Give as many betas as timesteps and the name '{Custom}', or a named schedule without betas.");
        }

        return Betas is null ? NoiseSchedule.Create(Name, Timesteps) : NoiseSchedule.FromBetas(Betas);
    }
}
