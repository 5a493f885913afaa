using System.Net;
using System.Text;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Diffusion.Jobs.Tests.Sharing;

/// <summary>Links in the cloud, where Azurite cannot show them: the account's answer is made up here.</summary>
public sealed class BlobSignerTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public async Task Sign_WithAnIdentity_IsAUserDelegationForOneBlobAndReadingAlone()
    {
        var account = new Account();
        var signer = await BlobSigner.CreateAsync(account.Client, "diffusion", TimeSpan.FromHours(2), new At(Now), CancellationToken.None);

        var link = signer.Sign("results/job/images/00000007_a b.png");

        var fields = HttpUtility.ParseQueryString(link.Query);
        Assert.Equal("https://account.blob.core.windows.net/diffusion/results/job/images/00000007_a%20b.png", link.GetLeftPart(UriPartial.Path));
        Assert.Equal(
            ("b", "r", "https", "2026-05-04T02:57:01Z", "2026-05-04T05:02:01Z", Account.ObjectId, Account.TenantId),
            (fields["sr"], fields["sp"], fields["spr"], fields["st"], fields["se"], fields["skoid"], fields["sktid"]));
        Assert.NotNull(fields["sig"]);
        Assert.NotEqual(fields["sig"], HttpUtility.ParseQueryString(signer.Sign("results/job/other.png").Query)["sig"]);
        Assert.False(signer.IsDevelopment);
        Assert.Contains("<Expiry>2026-05-04T05:02:01Z</Expiry>", Assert.Single(account.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithAnAccountsKey_IsRefused()
    {
        var service = new BlobServiceClient($"DefaultEndpointsProtocol=https;AccountName=account;AccountKey={Convert.ToBase64String(new byte[32])};EndpointSuffix=core.windows.net");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => BlobSigner.CreateAsync(service, "diffusion", TimeSpan.FromHours(1), new At(Now), CancellationToken.None));

        Assert.Contains("AzureWebJobsStorage__accountName", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(168.1)]
    public async Task Create_ForTooLong_IsRefused(double hours)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            BlobSigner.CreateAsync(new Account().Client, "diffusion", TimeSpan.FromHours(hours), new At(Now), CancellationToken.None));

        Assert.Contains("at most 168", refused.Message, StringComparison.Ordinal);
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>A storage account that gives out a user delegation key and nothing else.</summary>
    private sealed class Account : HttpMessageHandler
    {
        public const string ObjectId = "aaaaaaaa-0000-0000-0000-000000000000";
        public const string TenantId = "bbbbbbbb-0000-0000-0000-000000000000";

        public List<string> Asked { get; } = [];

        public BlobServiceClient Client => new(new Uri("https://account.blob.core.windows.net"), new Somebody(), new BlobClientOptions { Transport = new HttpClientTransport(this) });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.EndsWith("?restype=service&comp=userdelegationkey", request.RequestUri!.AbsoluteUri, StringComparison.Ordinal);
            Asked.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            var key = $"""
                <?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>{ObjectId}</SignedOid><SignedTid>{TenantId}</SignedTid>
                <SignedStart>2026-05-04T02:57:01Z</SignedStart><SignedExpiry>2026-05-04T05:02:01Z</SignedExpiry><SignedService>b</SignedService>
                <SignedVersion>2023-08-03</SignedVersion><Value>{Convert.ToBase64String(new byte[32])}</Value></UserDelegationKey>
                """;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(key, Encoding.UTF8, "application/xml") };
        }
    }

    private sealed class Somebody : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
