using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Evaluation.Images;

/// <summary>Pictures that are measured: generated ones or the reference. They are decoded as they are read, so there may be any number.</summary>
public interface IEvaluatedImages
{
    int Count { get; }

    /// <summary>Where they come from, for messages.</summary>
    string Place { get; }

    /// <summary>Label of each picture; null where none are told.</summary>
    IReadOnlyList<int>? Labels { get; }

    /// <summary>Names of the labels; null where labels are numbers of the judge's classes.</summary>
    IReadOnlyList<string>? Classes { get; }

    /// <summary>Decodes pictures.</summary>
    /// <param name="indices">Ascending.</param>
    /// <exception cref="TrainerException">One cannot be read.</exception>
    IEnumerable<Picture> Read(IEnumerable<int> indices);
}
