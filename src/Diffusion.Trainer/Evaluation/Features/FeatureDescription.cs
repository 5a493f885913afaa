using System.Text.Json;
using Diffusion.Trainer.Checkpoints;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>
/// What a feature network's file does not say of itself, by options or by <c>features.json</c> beside it. What is null is found out
/// from the file, or has a default.
/// </summary>
public sealed record FeatureDescription
{
    /// <summary>The sidecar's name.</summary>
    public const string FileName = "features.json";

    /// <summary>How reports name it; else its file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the input.</summary>
    public string? Input { get; init; }

    /// <summary>Name of the output with the features.</summary>
    public string? Output { get; init; }

    /// <summary>Name of the output with a class's logits [N, K], where there is one.</summary>
    public string? Logits { get; init; }

    /// <summary>nchw or nhwc.</summary>
    public string? Layout { get; init; }

    /// <summary>Height and width that pictures are resized to; 0: they stay as they are.</summary>
    public int? Size { get; init; }

    /// <summary>How pictures are resized: bilinear or bicubic.</summary>
    public string? Resize { get; init; }

    /// <summary>What pixels become: one of <see cref="PixelRange.Table"/>; not beside <see cref="Mean"/>.</summary>
    public string? Range { get; init; }

    /// <summary>Of each channel in [0, 1], taken off.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Of each channel in [0, 1], divided by afterwards.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>Reads the sidecar of a feature network; where there is none, everything is null.</summary>
    /// <exception cref="TrainerException">It is not such JSON.</exception>
    public static FeatureDescription Beside(string network)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(network))!, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<FeatureDescription>(File.ReadAllBytes(path), TrainerJson.Options) ?? new() : new();
        }
        catch (JsonException error)
        {
            throw new TrainerException(
                $"'{path}' does not describe a feature network: {error.Message} It may have name, input, output, logits, layout, size, resize, and range or mean and std.", error);
        }
    }

    /// <summary>This description, and where it says nothing another one.</summary>
    public FeatureDescription Over(FeatureDescription below) => new()
    {
        Name = Name ?? below.Name,
        Input = Input ?? below.Input,
        Output = Output ?? below.Output,
        Logits = Logits ?? below.Logits,
        Layout = Layout ?? below.Layout,
        Size = Size ?? below.Size,
        Resize = Resize ?? below.Resize,
        Range = Range ?? (Mean is null ? below.Range : null),
        Mean = Mean ?? (Range is null ? below.Mean : null),
        Std = Std ?? (Range is null ? below.Std : null),
    };
}
