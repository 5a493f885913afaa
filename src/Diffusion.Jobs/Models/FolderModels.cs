using System.Collections.Concurrent;
using Diffusion.Runtime;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>The models of a folder of this machine. Each is checked once a process.</summary>
public sealed class FolderModels(IOptions<ModelOptions> options) : IModelFiles
{
    private readonly Lazy<ModelRegistry> registry = new(() => new ModelRegistry(options.Value.FindRoot()));
    private readonly ConcurrentDictionary<string, Lazy<ModelFolder>> folders = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyList<string> Names => registry.Value.Names;

    /// <inheritdoc />
    public JobModel? Find(string name) => Names.Contains(name) && Current(name) is var folder ? JobModel.Of(folder.Card, folder.Hash) : null;

    /// <inheritdoc />
    public ModelFolder Current(string name)
    {
        var folder = folders.GetOrAdd(name, key => new Lazy<ModelFolder>(() => registry.Value.Open(key)));
        try
        {
            return folder.Value;
        }
        catch (ModelException)
        {
            // A Lazy keeps its exception; the next message must look again.
            folders.TryRemove(new KeyValuePair<string, Lazy<ModelFolder>>(name, folder));
            throw;
        }
    }

    /// <inheritdoc />
    public Task<ModelFolder> OpenAsync(string name, string hash, CancellationToken cancellation)
    {
        var folder = Current(name);
        return folder.Hash == hash
            ? Task.FromResult(folder)
            : throw new ModelException($"The model {name} has the content {folder.Hash}, but the job was planned with {hash}. Run a host that has the job's model, or submit the job again.");
    }
}
