using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>
/// Models in a container: <c>{name}/versions/{hash}/…</c> is a model's folder and never changes, <c>{name}/current.json</c> says
/// which of them new jobs get. A job's batches carry the hash, so that a roll-out never mixes versions in a job.
/// </summary>
/// <param name="container">The private container.</param>
/// <param name="time">When versions are put to use.</param>
public sealed class ModelStore(BlobContainerClient container, TimeProvider time)
{
    private const string Sha256 = "sha256";

    /// <summary>The container's address, for messages: without the signature that a connection string may add to it.</summary>
    public Uri Address => new(container.Uri.GetLeftPart(UriPartial.Path));

    /// <summary>Names of the models that have a version in use, in order.</summary>
    public IReadOnlyList<string> Names() =>
        [.. container.GetBlobsByHierarchy(delimiter: "/")
            .Where(item => item.IsPrefix)
            .Select(item => item.Prefix.TrimEnd('/'))
            .Where(name => ModelCard.IsName(name) && container.GetBlobClient(PointerName(name)).Exists())
            .Order(StringComparer.Ordinal)];

    /// <summary>Which version of a model is in use; null where there is no such model.</summary>
    /// <exception cref="ModelException">What is there cannot be read.</exception>
    public ModelPointer? TryReadPointer(string name) => TryReadTagged(name)?.Pointer;

    /// <summary>The card of a version, checked against its hash.</summary>
    /// <exception cref="ModelException">There is no such version, or its card is not as it should be.</exception>
    public ModelCard ReadCard(string name, string hash)
    {
        var blob = container.GetBlobClient(FileName(name, hash, ModelCard.FileName));
        if (TryDownload(blob) is not { } content)
        {
            throw new ModelException($"There is no version {hash} of the model {name} in {Address}. Push it: diffusion models push.");
        }

        var card = ModelCardJson.Parse(content.Value.Content.ToMemory().Span, blob.Name);
        return card.Name == name && ModelCardJson.HashOf(card) == hash
            ? card
            : throw new ModelException($"'{blob.Name}' is not the card of {name} with the hash {hash}. Push the model again.");
    }

    /// <summary>Copies a model's folder into the container; files that are there already are kept. The card comes last.</summary>
    /// <param name="folder">A checked folder.</param>
    /// <param name="use">Whether new jobs get it from now on.</param>
    /// <param name="cancellation">Stops it; what was copied stays, and the next push goes on.</param>
    /// <returns>How many files were copied.</returns>
    /// <exception cref="ModelException">A file of another content is in the way, or somebody else changed the version in use.</exception>
    public async Task<int> PushAsync(ModelFolder folder, bool use, CancellationToken cancellation)
    {
        await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellation);
        var copied = 0;
        foreach (var file in folder.Card.Files.All)
        {
            await using var content = File.OpenRead(Path.Combine(folder.Path, file.Path));
            copied += await CreateAsync(FileName(folder.Card.Name, folder.Hash, file.Path), content, file.Sha256, cancellation) ? 1 : 0;
        }

        await using var card = File.OpenRead(Path.Combine(folder.Path, ModelCard.FileName));
        copied += await CreateAsync(FileName(folder.Card.Name, folder.Hash, ModelCard.FileName), card, folder.Hash, cancellation) ? 1 : 0;
        if (use)
        {
            await UseAsync(folder.Card.Name, _ => new StoredVersion(folder.Hash, folder.Card.Version, time.GetUtcNow()), cancellation);
        }

        return copied;
    }

    /// <summary>Puts an earlier version of a model to use again.</summary>
    /// <param name="name">The model.</param>
    /// <param name="to">The beginning of the version's hash, or the version's name; null: the one before.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ModelException">There is none such.</exception>
    public async Task<ModelPointer> RollBackAsync(string name, string? to, CancellationToken cancellation) => await UseAsync(
        name,
        pointer => pointer?.FindEarlier(to) is { } earlier && ReadCard(name, earlier.Hash) is not null
            ? earlier with { Since = time.GetUtcNow() }
            : throw new ModelException(
                $"The model {name} has no earlier version{(to is null ? "" : $" '{to}'")}. "
                + (pointer is { Earlier.Count: > 0 } ? $"Use one of: {string.Join(", ", pointer.Earlier.Select(version => version.Hash[..12]))}." : "Push another first: diffusion models push.")),
        cancellation);

    /// <summary>Copies a version's files to a folder. Nothing is checked here but the card.</summary>
    /// <exception cref="ModelException">There is no such version, or a file of it is missing.</exception>
    public async Task DownloadAsync(string name, string hash, string folder, CancellationToken cancellation)
    {
        var card = ReadCard(name, hash);
        foreach (var file in card.Files.All)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                await container.GetBlobClient(FileName(name, hash, file.Path)).DownloadToAsync(path, cancellation);
            }
            catch (RequestFailedException exception) when (exception.Status == 404)
            {
                throw new ModelException($"The version {hash} of the model {name} has no '{file.Path}' in {Address}. Push the model again.");
            }
        }

        ModelCardJson.Write(card, folder);
    }

    private async Task<ModelPointer> UseAsync(string name, Func<ModelPointer?, StoredVersion> choose, CancellationToken cancellation)
    {
        var found = TryReadTagged(name);
        var version = choose(found?.Pointer);
        var pointer = found is null ? new ModelPointer { Current = version } : found.Value.Pointer.Use(version);
        if (found?.Pointer.Current.Hash == version.Hash)
        {
            return found.Value.Pointer;
        }

        try
        {
            await container.GetBlobClient(PointerName(name)).UploadAsync(
                JobsJson.Write(pointer, JobsJson.Default.ModelPointer).ToStream(),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                    Conditions = found is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = found.Value.Tag },
                },
                cancellation);
            return pointer;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            throw new ModelException($"Somebody else changed the version of {name} that is in use. Look at it (diffusion models list --stored), then try again.");
        }
    }

    private async Task<bool> CreateAsync(string name, Stream content, string sha256, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(name);
        try
        {
            await blob.UploadAsync(
                content,
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Sha256] = sha256 },
                },
                cancellation);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            var metadata = (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.Metadata;
            return metadata.TryGetValue(Sha256, out var there) && there == sha256
                ? false
                : throw new ModelException($"'{name}' is there with another content. Delete it, then push the model again.");
        }
    }

    private (ModelPointer Pointer, ETag Tag)? TryReadTagged(string name)
    {
        if (!ModelCard.IsName(name) || TryDownload(container.GetBlobClient(PointerName(name))) is not { } content)
        {
            return null;
        }

        try
        {
            return (JobsJson.Read(content.Value.Content, JobsJson.Default.ModelPointer), content.Value.Details.ETag);
        }
        catch (JsonException exception)
        {
            throw new ModelException($"'{PointerName(name)}' in {Address} cannot be read: {exception.Message} Push the model again after deleting it.");
        }
    }

    private static Response<BlobDownloadResult>? TryDownload(BlobClient blob)
    {
        try
        {
            return blob.DownloadContent();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private static string PointerName(string name) => $"{name}/current.json";

    private static string FileName(string name, string hash, string file) => $"{name}/versions/{hash}/{file}";
}
