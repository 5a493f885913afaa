using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Datasets;

/// <summary>How a data set is read.</summary>
public sealed record DatasetOptions
{
    /// <summary>Pixels that are kept decoded in memory at most; above, pictures are decoded when they are needed.</summary>
    public const long DefaultMemory = 2L << 30;

    /// <summary>Height and width that pictures are cropped to; null: they must have one size.</summary>
    public int? Size { get; init; }

    /// <summary>How they are cropped; none where there is no <see cref="Size"/>.</summary>
    public CropKind Crop { get; init; }

    /// <summary>Which part of CIFAR or MNIST.</summary>
    public DatasetSplit Split { get; init; }

    /// <summary>Broken pictures are an error instead of left out.</summary>
    public bool Strict { get; init; }

    /// <summary>Bytes of decoded pictures that may be kept.</summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary>As the data set of a run was read.</summary>
    public static DatasetOptions Of(TrainingSettings settings)
    {
        var crop = CropKinds.Table.Find(settings.Crop);
        return new DatasetOptions { Crop = crop, Size = crop == CropKind.None ? null : settings.ImageSize };
    }

    /// <exception cref="TrainerException">Lists all problems.</exception>
    public void Require()
    {
        List<string> problems = [];
        if (Size is < 1)
        {
            problems.Add($"--size is {Size}. Set it to 1 or more.");
        }

        if (Size is null != (Crop == CropKind.None))
        {
            problems.Add(Size is null ? $"--crop is {CropKinds.Table.NameOf(Crop)}, but no size is given. Add --size." : "--crop is none, but --size asks for a crop. Leave one of them out.");
        }

        if (Memory < 0)
        {
            problems.Add($"--data-memory is {Memory} bytes. Set it to 0 or more.");
        }

        if (problems.Count > 0)
        {
            throw new TrainerException(string.Join('\n', problems));
        }
    }
}
