using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs.Tests.Storage;

[Collection(AzuriteTests.Name)]
public sealed class BlobTagsTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 2 };

    [Fact]
    public async Task RunAsync_Job_CarriesItsStateAsATag()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.PlanAsync(Request);
        Assert.Equal("queued", (await TagsAsync(harness, BlobNames.Status("job-1")))["state"]);
        await harness.DrainAsync();

        Assert.Equal("completed", (await TagsAsync(harness, BlobNames.Status("job-1")))["state"]);
        Assert.Equal("completed", (await TagsAsync(harness, "results/job-1/_SUCCESS"))["state"]);
    }

    [Fact]
    public async Task RunAsync_AccountRefusesTags_GoesOnWithoutThem()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        var refused = 0;
        calls.Answer = request => request.Headers.Contains("x-ms-tags") && Interlocked.Increment(ref refused) > 0 ? 403 : null;

        await harness.RunAsync(Request);

        Assert.Equal(1, refused);
        Assert.False(harness.Get<BlobTags>().AreOn);
        Assert.Equal(JobState.Completed, (await harness.StatusAsync()).State);
        Assert.Empty(await TagsAsync(harness, BlobNames.Status("job-1")));
    }

    [Fact]
    public async Task ContentTypes_OfAllBlobs_SayWhatTheyAre()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);

        await foreach (var blob in harness.Get<JobContainer>().ListAsync("", CancellationToken.None))
        {
            var expected = Path.GetExtension(blob.Name) switch
            {
                ".json" => "application/json",
                ".jsonl" => "application/x-ndjson",
                ".png" => "image/png",
                _ => "text/plain",
            };
            Assert.Equal((blob.Name, expected), (blob.Name, blob.Properties.ContentType));
        }
    }

    [Fact]
    public async Task EnsureAsync_PublicContainer_IsRefused()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await Container(harness).SetAccessPolicyAsync(PublicAccessType.Blob);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Get<JobContainer>().EnsureAsync(CancellationToken.None));

        Assert.Contains("Set its public access to none", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IDictionary<string, string>> TagsAsync(JobsHarness harness, string name) =>
        (await Container(harness).GetBlobClient(name).GetTagsAsync()).Value.Tags;

    private static BlobContainerClient Container(JobsHarness harness) =>
        harness.Get<BlobServiceClient>().GetBlobContainerClient(harness.Get<IOptions<StorageOptions>>().Value.Container);
}
