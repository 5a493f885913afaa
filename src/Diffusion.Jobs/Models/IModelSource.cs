using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>The models of this host. Looking at one is cheap; only <see cref="LoadAsync"/> makes sessions.</summary>
public interface IModelSource
{
    /// <summary>Every model's name.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The model of that name; null where there is none. The name is compared with <see cref="Names"/>, never used as a path before.</summary>
    /// <exception cref="ModelException">The folder is there, but its card or files are not as they should be.</exception>
    JobModel? Find(string name);

    /// <summary>The model, ready to generate. Made once a process; it stays as long as anybody who loaded it has not disposed of what was got.</summary>
    /// <exception cref="ModelException">The model's content is not the wanted one.</exception>
    Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation);

    /// <summary>Gives back what a failed model holds of the device, and what idle ones hold. The next load makes them anew.</summary>
    /// <param name="failed">The model whose device failed; null where it could not even be loaded.</param>
    Task ReleaseAsync(LoadedModel? failed);
}

/// <summary>A model that can generate. Dispose of it after use: only a model that nobody uses is unloaded to make room for another.</summary>
/// <param name="Model">What it is.</param>
/// <param name="Generator">Makes its images.</param>
/// <param name="Provenance">What its images' bytes depend on.</param>
public sealed record LoadedModel(JobModel Model, IImageGenerator Generator, RuntimeProvenance Provenance) : IDisposable
{
    private Action? returned;

    /// <summary>Called once, when the user is done.</summary>
    public Action? Returned
    {
        init => returned = value;
    }

    /// <inheritdoc />
    public void Dispose() => Interlocked.Exchange(ref returned, null)?.Invoke();
}
