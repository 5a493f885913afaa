using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Diffusion.Jobs;

/// <summary>
/// Makes links that let whoever has one read one blob for a while. They are signed with a user delegation key: in the name of the
/// identity that asks, which needs the right to read itself, and logged as that identity's. On Azurite, which has none, the
/// development key signs.
/// </summary>
public sealed class BlobSigner
{
    /// <summary>How long links may live at most: as long as a user delegation key.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromDays(7);

    // The storage's clock may be behind ours.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private const string DevelopmentAccount = "devstoreaccount1";

    private readonly BlobContainerClient container;
    private readonly UserDelegationKey? key;
    private readonly DateTimeOffset starts;

    private BlobSigner(BlobContainerClient container, UserDelegationKey? key, DateTimeOffset starts, DateTimeOffset expires)
    {
        (this.container, this.key, this.starts) = (container, key, starts);
        Expires = expires;
    }

    /// <summary>When the links end.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Whether the links are signed with Azurite's published key, and so protect nothing.</summary>
    public bool IsDevelopment => key is null;

    /// <summary>Asks for a key to sign with.</summary>
    /// <param name="service">The account, by an identity.</param>
    /// <param name="container">The container.</param>
    /// <param name="life">How long links live, up to <see cref="MaxLife"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">The life is too long, or the account is opened with its own key.</exception>
    public static async Task<BlobSigner> CreateAsync(BlobServiceClient service, string container, TimeSpan life, TimeProvider time, CancellationToken cancellation)
    {
        if (life <= TimeSpan.Zero || life > MaxLife)
        {
            throw new InvalidOperationException($"The links' life is {life.TotalHours:0.##} hours, but must be more than 0 and at most {MaxLife.TotalHours}. Share again when they have ended.");
        }

        var now = time.GetUtcNow();
        var (starts, expires) = (now - Skew, now + life);
        if (!service.CanGenerateAccountSasUri)
        {
            var delegation = await service.GetUserDelegationKeyAsync(starts, expires, cancellation);
            return new BlobSigner(service.GetBlobContainerClient(container), delegation, starts, expires);
        }

        return service.AccountName == DevelopmentAccount
            ? new BlobSigner(service.GetBlobContainerClient(container), null, starts, expires)
            : throw new InvalidOperationException(
                $"The account {service.AccountName} is opened with its key. Links signed with that are nobody's and end only with the key. "
                + $"Set {StorageConnection.Setting}__accountName instead of a connection string, and sign in (az login) or use a managed identity.");
    }

    /// <summary>A link to read one blob.</summary>
    public Uri Sign(string name)
    {
        var sas = new BlobSasBuilder(BlobSasPermissions.Read, Expires)
        {
            BlobContainerName = container.Name,
            BlobName = name,
            Resource = "b",
            StartsOn = starts,
            Protocol = IsDevelopment ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
        };
        var blob = container.GetBlobClient(name);
        return key is null
            ? blob.GenerateSasUri(sas)
            : new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, container.AccountName) }.ToUri();
    }
}
