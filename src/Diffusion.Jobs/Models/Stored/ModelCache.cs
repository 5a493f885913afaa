using System.Collections.Concurrent;
using Diffusion.Runtime;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs;

/// <summary>
/// Copies of stored versions on this machine, in <c>{root}/{name}/{hash}</c>. A copy appears whole or not at all, and every file's
/// hash is checked once a process, so that processes may share the folder and a broken copy is replaced.
/// </summary>
public sealed partial class ModelCache(ModelStore store, string root, ILogger<ModelCache> log)
{
    private readonly ConcurrentDictionary<string, ModelFolder> opened = new(StringComparer.Ordinal);

    /// <summary>The folder of a version, copied first where it is not there.</summary>
    /// <exception cref="ModelException">There is no such version, or what was copied is not what its card says.</exception>
    public async Task<ModelFolder> OpenAsync(string name, string hash, CancellationToken cancellation)
    {
        if (opened.TryGetValue(hash, out var known))
        {
            return known;
        }

        if (!ModelCard.IsName(name) || hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw new ModelException($"'{name}' with the hash '{hash}' is not a version of a model.");
        }

        var target = Path.Combine(root, name, hash);
        var folder = TryOpen(target, hash) ?? await CopyAsync(name, hash, target, cancellation);
        opened[hash] = folder;
        return folder;
    }

    private async Task<ModelFolder> CopyAsync(string name, string hash, string target, CancellationToken cancellation)
    {
        LogCopying(name, hash, store.Address);
        var partial = $"{target}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(partial);
            await store.DownloadAsync(name, hash, partial, cancellation);
            Check(ModelFolder.Open(partial), hash);
            if (Directory.Exists(target))
            {
                // Broken, or another process was quicker; what it made is as good.
                if (TryOpen(target, hash) is { } there)
                {
                    return there;
                }

                Directory.Delete(target, recursive: true);
            }

            Directory.Move(partial, target);
            return ModelFolder.Open(target);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    private ModelFolder? TryOpen(string folder, string hash)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        try
        {
            return Check(ModelFolder.Open(folder), hash);
        }
        catch (ModelException exception)
        {
            LogBroken(folder, exception.Message);
            return null;
        }
    }

    private static ModelFolder Check(ModelFolder folder, string hash) => folder.Hash == hash
        ? folder
        : throw new ModelException($"'{folder.Path}' has the content {folder.Hash}, not {hash}. Push the model again.");

    [LoggerMessage(LogLevel.Information, "Copying model {Name} {Hash} from {Store}")]
    private partial void LogCopying(string name, string hash, Uri store);

    [LoggerMessage(LogLevel.Warning, "The copy of a model in {Folder} is broken and is made again: {Reason}")]
    private partial void LogBroken(string folder, string reason);
}
