using System.Net;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>Functions that HTTP requests start.</summary>
[Collection(SharedStorage.Name)]
public sealed class HttpTriggerTests(SharedStorage storage)
{
    private HttpClient NewClient() => new() { BaseAddress = storage.Usual.App.Address };

    [FunctionAppFact]
    public async Task Get_ARouteWithAValue_AnswersJson()
    {
        using var http = NewClient();
        using var answer = await http.GetAsync("/api/greet/Ada?word=hello");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"greeting\":\"hello Ada\"}", await answer.Content.ReadAsStringAsync());
    }

    [FunctionAppFact]
    public async Task Post_ABody_AnswersWithItsStatus()
    {
        using var http = NewClient();
        using var answer = await http.PostAsync("/api/Teapot", new StringContent("tea"));
        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
        Assert.Contains("tea", await answer.Content.ReadAsStringAsync());
    }

    [FunctionAppFact]
    public async Task Get_AnUnknownRoute_IsNotFound()
    {
        using var http = NewClient();
        using var answer = await http.GetAsync("/api/Nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [FunctionAppFact]
    public async Task Get_AFunctionThatThrows_IsAServerError()
    {
        using var http = NewClient();
        using var answer = await http.GetAsync("/api/Broken");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [FunctionAppFact]
    public async Task Get_AFunctionLevelWithoutKeysSet_IsOpenOnThisMachine()
    {
        using var http = NewClient();
        using var answer = await http.GetAsync("/api/Locked");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
