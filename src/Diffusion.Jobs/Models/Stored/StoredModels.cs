using System.Collections.Concurrent;
using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>The models of a container. What is in use is asked for each time, so that a roll-out or rollback needs no restart.</summary>
public sealed class StoredModels(ModelStore store, ModelCache cache) : IModelFiles
{
    // A card's content never changes under its hash.
    private readonly ConcurrentDictionary<(string Name, string Hash), ModelCard> cards = new();

    /// <inheritdoc />
    public IReadOnlyList<string> Names => store.Names();

    /// <inheritdoc />
    public JobModel? Find(string name) => store.TryReadPointer(name) is { Current.Hash: var hash }
        ? JobModel.Of(cards.GetOrAdd((name, hash), key => store.ReadCard(key.Name, key.Hash)), hash)
        : null;

    /// <inheritdoc />
    public ModelFolder Current(string name) => store.TryReadPointer(name) is { Current.Hash: var hash }
        ? cache.OpenAsync(name, hash, CancellationToken.None).GetAwaiter().GetResult()
        : throw new ModelException($"Unknown model '{name}'. Use one of: {string.Join(", ", Names)}.");

    /// <inheritdoc />
    public Task<ModelFolder> OpenAsync(string name, string hash, CancellationToken cancellation) => cache.OpenAsync(name, hash, cancellation);
}
