using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Functions;

namespace Diffusion.EndToEnd.Tests;

/// <summary>The HTTP surface of the running service.</summary>
[Collection(ServiceTests.Name)]
public sealed class HttpTests : IDisposable
{
    private readonly ServiceFixture service;
    private readonly HttpClient http;

    public HttpTests(ServiceFixture service)
    {
        this.service = service;
        http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ServiceFixture.HttpKey);
    }

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Job_PostedAndRead_Completes()
    {
        using var posted = await PostAsync(new JsonObject { ["model"] = TinyModel.Name, ["count"] = 6, ["steps"] = 3, ["prefix"] = "tests" });
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        var accepted = (await posted.Content.ReadFromJsonAsync<AcceptedJob>())!;
        Assert.Equal(accepted.Status, posted.Headers.Location!.OriginalString);
        Assert.Equal(32, accepted.JobId.Length);

        // At once: whoever was given an id is never told that there is no such job.
        var (first, _) = await ReadAsync(posted.Headers.Location);
        Assert.Equal(accepted.JobId, first.JobId);
        var status = first;
        EntityTagHeaderValue? tag = null;
        await service.UntilAsync(
            async () =>
            {
                (status, tag) = await ReadAsync(posted.Headers.Location);
                return status.State.IsEnd();
            },
            "The end of the job");

        Assert.Equal((JobState.Completed, 6, 6), (status.State, status.Done, status.Total));
        using var again = new HttpRequestMessage(HttpMethod.Get, posted.Headers.Location) { Headers = { { "If-None-Match", $"\"other\", {tag}" } } };
        using var unchanged = await http.SendAsync(again);
        Assert.Equal((HttpStatusCode.NotModified, tag), (unchanged.StatusCode, unchanged.Headers.ETag));
        Assert.Empty(await unchanged.Content.ReadAsStringAsync());

        using var late = await http.DeleteAsync(posted.Headers.Location);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Job_Deleted_IsCancelled()
    {
        using var posted = await PostAsync(new JsonObject { ["model"] = TinyModel.Name, ["count"] = 5000, ["steps"] = "", ["sampler"] = "ddpm", ["prefix"] = "tests" });
        using var deleted = await http.DeleteAsync(posted.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);

        await service.UntilAsync(async () => (await ReadAsync(posted.Headers.Location!)).Status.State == JobState.Cancelled, "The cancelled job's state");

        using var again = await http.DeleteAsync(posted.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Submit_ABadJob_ListsWhatIsWrong()
    {
        using var posted = await PostAsync(new JsonObject { ["model"] = TinyModel.Name, ["count"] = 0, ["labels"] = "cat" });

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (posted.StatusCode, posted.Content.Headers.ContentType?.MediaType));
        var answer = JsonNode.Parse(await posted.Content.ReadAsStringAsync())!;
        Assert.Equal(["count", "labels"], answer["problems"]!.AsArray().Select(problem => (string)problem!["field"]!).Order());
    }

    [Fact]
    public async Task Requests_WithoutAKey_AreRefused()
    {
        using var stranger = new HttpClient { BaseAddress = service.Address };
        using var posted = await stranger.PostAsJsonAsync("/api/jobs", new { model = TinyModel.Name, count = 1 });
        using var read = await stranger.GetAsync("/api/jobs/any");
        using var deleted = await stranger.DeleteAsync("/api/jobs/any");

        Assert.All([posted, read, deleted], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task Read_AnUnknownJob_IsNotFound()
    {
        using var read = await http.GetAsync($"/api/jobs/{JobId.New()}");
        using var deleted = await http.DeleteAsync($"/api/jobs/{JobId.New()}");
        Assert.All([read, deleted], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Health_OfTheService_NamesDeviceProviderAndModel()
    {
        using var stranger = new HttpClient { BaseAddress = service.Address };
        using var live = await stranger.GetAsync("/api/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        var report = new JsonObject();
        await service.UntilAsync(
            async () =>
            {
                using var answer = await stranger.GetAsync("/api/health");
                report = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "A healthy answer");

        Assert.Equal(("healthy", TinyModel.Name, "CPUExecutionProvider"), ((string)report["status"]!, (string)report["model"]!, (string)report["provider"]!));
        Assert.Equal(64, ((string)report["modelHash"]!).Length);
        Assert.NotEmpty((string)report["device"]!);
    }

    private async Task<HttpResponseMessage> PostAsync(JsonObject job) => await http.PostAsJsonAsync("/api/jobs", job);

    private async Task<(JobStatus Status, EntityTagHeaderValue? Tag)> ReadAsync(Uri place)
    {
        using var answer = await http.GetAsync(place);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), ContractsJson.Default.JobStatus)!, answer.Headers.ETag);
    }
}
