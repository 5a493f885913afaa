using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
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
}
