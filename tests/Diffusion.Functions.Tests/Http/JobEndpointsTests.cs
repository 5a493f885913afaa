using System.Text;
using Diffusion.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.Functions.Tests.Http;

/// <summary>What is answered before any storage is asked; there is none here, so that asking it would fail.</summary>
public sealed class JobEndpointsTests : IAsyncDisposable
{
    private const string Key = "0123456789abcdef";

    private readonly ServiceProvider services;
    private readonly string models = Directory.CreateTempSubdirectory("no-models-").FullName;

    public JobEndpointsTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:9/nobody;QueueEndpoint=http://127.0.0.1:9/nobody",
            ["Diffusion:Http:Access"] = "key",
            ["Diffusion:Http:Key"] = Key,
            ["Diffusion:Models:Root"] = models,
            ["Diffusion:Limits:MaxJobBlobBytes"] = "2048",
            ["Diffusion:Limits:MaxImages"] = "10",
        }).Build();
        services = new ServiceCollection().AddLogging().AddDiffusionJobs(configuration).AddHttpSurface(configuration).BuildServiceProvider();
    }

    private JobEndpoints Endpoints => services.GetRequiredService<JobEndpoints>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(models);
    }

    [Fact]
    public async Task Requests_WithoutTheKey_AreAllRefused()
    {
        var request = Request("{}", key: "wrong");
        IActionResult[] answers =
        [
            await Endpoints.SubmitAsync(request, CancellationToken.None),
            await Endpoints.ReadAsync(request, "job", CancellationToken.None),
            await Endpoints.CancelAsync(request, "job", CancellationToken.None),
        ];

        Assert.All(answers, answer => Assert.Equal(401, Status(answer)));
    }

    [Fact]
    public async Task Submit_ABadJob_TellsAllItsProblems()
    {
        var answer = Assert.IsType<ContentResult>(await Endpoints.SubmitAsync(Request("""{"model":"nobody","count":11,"colour":1}"""), CancellationToken.None));

        Assert.Equal((400, "application/problem+json"), (answer.StatusCode, answer.ContentType));
        Assert.All(["\"model\"", "\"count\"", "\"colour\"", "1 to 10 images"], part => Assert.Contains(part, answer.Content!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{\"jobBlob\":\"inbox/other.json\"}")]
    [InlineData("\ud800")]
    public async Task Submit_NoJob_IsABadRequest(string body) => Assert.Equal(400, Status(await Endpoints.SubmitAsync(Request(body), CancellationToken.None)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Submit_TooLarge_IsRefusedWhetherItsLengthIsSaidOrNot(bool says)
    {
        var request = Request(new string(' ', 2049));
        request.ContentLength = says ? 2049 : null;

        Assert.Equal(413, Status(await Endpoints.SubmitAsync(request, CancellationToken.None)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Submit_WithoutSayingThatItIsJson_IsRefused(string? type)
    {
        var request = Request("""{"model":"a","count":1}""");
        request.ContentType = type;

        Assert.Equal(415, Status(await Endpoints.SubmitAsync(request, CancellationToken.None)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Read_AnIdThatIsNone_IsNotFound(string id)
    {
        Assert.Equal(404, Status(await Endpoints.ReadAsync(Request(""), id, CancellationToken.None)));
        Assert.Equal(404, Status(await Endpoints.CancelAsync(Request(""), id, CancellationToken.None)));
    }

    private static HttpRequest Request(string body, string key = Key)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["x-functions-key"] = key;
        request.ContentType = "application/json; charset=utf-8";
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return request;
    }

    private static int? Status(IActionResult answer) => Assert.IsType<ContentResult>(answer).StatusCode;
}
