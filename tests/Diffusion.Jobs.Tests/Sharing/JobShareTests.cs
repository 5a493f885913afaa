using System.Net;
using Azure.Storage.Blobs;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs.Tests.Sharing;

[Collection(AzuriteTests.Name)]
public sealed class JobShareTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "shared", Model = FakeModels.Tiny, Count = 3, Steps = "2" };

    [Fact]
    public async Task Links_OfAJob_ReadItsFilesAndNothingElse()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        await jobs.RunAsync(Request);
        await jobs.RunAsync(Request with { Id = "shared-not", Seed = 9 });

        // Inside of the folder, but another's.
        await jobs.WriteAsync("results/shared/theirs/image.png", "not of this job");
        using var http = new HttpClient();

        var shared = (await jobs.Get<JobShare>().CreateAsync("shared", TimeSpan.FromMinutes(5), CancellationToken.None))!;
        var links = await shared.Links.ToListAsync();

        Assert.True(shared.IsDevelopment);
        Assert.Equal((await jobs.BlobsAsync()).Keys.Where(name => name.StartsWith("results/shared/", StringComparison.Ordinal) && !name.Contains("theirs", StringComparison.Ordinal)), links.Select(link => "results/shared/" + link.Name));
        var image = links.Single(link => link.Name == "images/00000001_ring.png");
        Assert.Equal(await jobs.ReadAsync("results/shared/images/00000001_ring.png"), await http.GetByteArrayAsync(image.Url));

        // The link is for that file and for reading it.
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(image.Url.Replace("00000001_ring", "00000002_star", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(image.Url.Replace("/shared/", "/shared-not/", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.DeleteAsync(image.Url)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri(image.Url).GetLeftPart(UriPartial.Path).Split("/results/")[0] + "?restype=container&comp=list&" + new Uri(image.Url).Query.TrimStart('?'))).StatusCode);
    }

    [Fact]
    public async Task Links_AfterTheirTime_ReadNothing()
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        await jobs.RunAsync(Request);
        var yesterday = new JobShare(jobs.Get<BlobServiceClient>(), jobs.Get<IOptions<StorageOptions>>(), jobs.Get<JobContainer>(), jobs.Get<JobProgress>(), new Yesterday());
        using var http = new HttpClient();

        var shared = (await yesterday.CreateAsync("shared", TimeSpan.FromHours(1), CancellationToken.None))!;

        var link = (await shared.Links.ToListAsync())[0];
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(link.Url)).StatusCode);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("../x")]
    public async Task Create_AJobThatIsNotThere_IsNone(string id)
    {
        await using var jobs = await JobsHarness.CreateAsync(azurite);
        Assert.Null(await jobs.Get<JobShare>().CreateAsync(id, TimeSpan.FromHours(1), CancellationToken.None));
    }

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(-1);
    }
}
