using System.CommandLine;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Commands;

/// <summary>The options of a command that reads a data set.</summary>
public sealed class DatasetArguments
{
    private const double Gibibyte = 1L << 30;

    private readonly Option<string> data;
    private readonly Option<int?> size = new("--size") { Description = "Height and width that pictures of any size are cropped to." };
    private readonly Option<string?> crop = new("--crop") { Description = $"How they are cropped: {string.Join(", ", CropKinds.Table.Names)}; with --size alone: centre." };
    private readonly Option<DatasetSplit> split = new("--split") { Description = "The part of CIFAR or MNIST: train or test.", DefaultValueFactory = _ => DatasetSplit.Train };
    private readonly Option<bool> strict = new("--strict") { Description = "Stop at broken pictures, with their names, instead of leaving them out." };
    private readonly Option<double> memory = new("--data-memory")
    {
        Description = "GiB of decoded pictures that are kept; larger sets are decoded while they are used.",
        DefaultValueFactory = _ => DatasetOptions.DefaultMemory / Gibibyte,
    };

    /// <param name="purpose">What the pictures are for, one sentence; empty where that is clear.</param>
    /// <param name="isRequired">Whether the command cannot do without.</param>
    public DatasetArguments(string purpose = "", bool isRequired = true) => data = new Option<string>("--data")
    {
        Description = $"{purpose} A folder per class of PNG or JPEG, a folder of CIFAR's or MNIST's files, or .npz.".TrimStart(),
        Required = isRequired,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[data, size, crop, split, strict, memory])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What --data names.</summary>
    public string Path(ParseResult result) => result.GetRequiredValue(data);

    /// <summary>Reads the data set and says what is left out.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="recorded">Settings of a run, whose size and crop are taken where none are given; null: there is no run.</param>
    /// <exception cref="TrainerException">See <see cref="DatasetReader.Read"/>.</exception>
    public ImageSet Read(ParseResult result, TrainingSettings? recorded = null) =>
        DatasetReader.Read(Path(result), Options(result, recorded), Console.Error.WriteLine);

    /// <summary>Whether a data set is named.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(data) is not null;

    /// <summary>Reads the pictures that a run's network is to see.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="settings">Of its training.</param>
    /// <exception cref="TrainerException">They are of other classes or of another size, or see <see cref="DatasetReader.Read"/>.</exception>
    public ImageSet ReadFor(ParseResult result, string run, TrainingSettings settings)
    {
        var images = Read(result, settings);
        return settings.HasPictures(images.Classes, images.Size, images.Channels)
            ? images
            : throw new TrainerException(
                $"The data set has {images.Classes.Count} classes of {images.Size}×{images.Size}, but '{run}' was trained with " +
                $"{settings.Classes.Count} of {settings.ImageSize}×{settings.ImageSize} or with other names. Name pictures of the same classes for --data.");
    }

    /// <summary>How to read it.</summary>
    public DatasetOptions Options(ParseResult result, TrainingSettings? recorded = null)
    {
        var before = recorded is null ? new DatasetOptions() : DatasetOptions.Of(recorded);
        var wanted = result.GetValue(size) ?? before.Size;
        return before with
        {
            Size = wanted,
            Crop = result.GetValue(crop) is { } name ? CropKinds.Table.Find(name)
                : before.Crop == CropKind.None && wanted is not null ? CropKind.Centre
                : before.Crop,
            Split = result.GetValue(split),
            Strict = result.GetValue(strict),
            Memory = (long)(result.GetValue(memory) * Gibibyte),
        };
    }
}
