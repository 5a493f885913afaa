using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>Where models come from: a folder of this machine, or a container with versions.</summary>
public interface IModelFiles
{
    /// <summary>Every model's name.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The model of that name as new jobs get it; null where there is none. No file but its card is read.</summary>
    /// <exception cref="ModelException">It is there, but not as it should be.</exception>
    JobModel? Find(string name);

    /// <summary>The folder of <see cref="Find"/>'s model, for what needs its files, such as a judge.</summary>
    /// <exception cref="ModelException">There is none, or its card or files are not as they should be.</exception>
    ModelFolder Current(string name);

    /// <summary>The folder of a model with just that content.</summary>
    /// <exception cref="ModelException">There is none, or its card or files are not as they should be.</exception>
    Task<ModelFolder> OpenAsync(string name, string hash, CancellationToken cancellation);
}
