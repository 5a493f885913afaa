using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Diffusion.Azurite;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;

namespace Diffusion.EndToEnd.Tests;

/// <summary>The samples of docs/consume.md as somebody else's programs, against the running service.</summary>
[Collection(ServiceTests.Name)]
public sealed class SamplesTests(ServiceFixture service) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task CompletionQueue_AfterAJob_FetchesItsImages()
    {
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = "for-the-queue", Count = 3, Steps = "3", Prefix = "tests" });

        var (status, text) = await RunAsync("CompletionQueue", folder, "for-the-queue");

        Assert.True(status == 0, text);
        Assert.Contains("for-the-queue: Completed, 3 images", text, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "for-the-queue"), "*.png").Length);
        Assert.Empty(await service.CompletionsAsync("for-the-queue"));
    }

    [Fact]
    public async Task StatusPolling_OfAJob_EndsWithIt()
    {
        var job = Path.Combine(folder, "job.json");
        await File.WriteAllTextAsync(job, $$"""{"id":"for-polling","model":"{{TinyModel.Name}}","count":4,"steps":3,"prefix":"tests"}""");

        var (status, text) = await RunAsync("StatusPolling", service.Address.AbsoluteUri, job);

        Assert.True(status == 0, text);
        Assert.Contains("for-polling: Completed, 4 of 4", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusPolling_OfABadJob_TellsWhatIsWrong()
    {
        var job = Path.Combine(folder, "job.json");
        await File.WriteAllTextAsync(job, """{"model":"nobody","count":0}""");

        var (status, text) = await RunAsync("StatusPolling", service.Address.AbsoluteUri, job);

        Assert.Equal(1, status);
        Assert.Contains("\"field\":\"count\"", text, StringComparison.Ordinal);
    }

    /// <summary>The sample's own event, with this job's name in it.</summary>
    [Fact]
    public async Task EventGridSuccess_OnTheSampleEvent_FetchesItsImages()
    {
        var id = JobId.New();
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = id, Count = 3, Steps = "3", Prefix = "tests" });
        var sample = await File.ReadAllTextAsync(Path.Combine(FunctionAppProcess.OutputOf("EventGridSuccess"), "event.json"));
        Assert.NotEmpty(await service.BlobsAsync($"tests/{id}/_SUCCESS"));
        var file = Path.Combine(folder, "event.json");
        await File.WriteAllTextAsync(file, sample.Replace("results/0123456789abcdef0123456789abcdef", $"tests/{id}", StringComparison.Ordinal));

        var (status, text) = await RunAsync("EventGridSuccess", folder, file);

        Assert.True(status == 0, text);
        Assert.Contains($"{id}: 3 images", text, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, id), "*.png").Length);
    }

    /// <summary>As CloudEvents, and of a blob that is no job's end.</summary>
    [Fact]
    public async Task EventGridSuccess_OnOtherEvents_DoesNothing()
    {
        var file = Path.Combine(folder, "event.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { type = "Microsoft.Storage.BlobCreated", subject = "/blobServices/default/containers/diffusion/blobs/results/x/manifest.jsonl" }));

        var (status, text) = await RunAsync("EventGridSuccess", folder, file);

        Assert.Equal((0, ""), (status, text.Trim()));
    }

    /// <summary>Both handshakes, the key, and an event as CloudEvents has it.</summary>
    [Fact]
    public async Task EventGridSuccess_AsAWebHook_AnswersHandshakesAndFetches()
    {
        var id = JobId.New();
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = id, Count = 2, Steps = "3", Prefix = "tests" });
        var address = $"http://127.0.0.1:{FreePort()}";
        using var hook = Start("EventGridSuccess", [folder], ("ASPNETCORE_URLS", address), ("EVENTS_KEY", "the key"));
        try
        {
            _ = Task.WhenAll(hook.StandardOutput.ReadToEndAsync(), hook.StandardError.ReadToEndAsync());
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            using var asked = new HttpRequestMessage(HttpMethod.Options, "/events") { Headers = { { "WebHook-Request-Origin", "eventgrid.azure.net" } } };
            await service.UntilAsync(async () => await AnswersAsync(http), "The start of the web hook");

            using var allowed = await http.SendAsync(asked);
            Assert.Equal(["eventgrid.azure.net"], allowed.Headers.GetValues("WebHook-Allowed-Origin"));
            using var validated = await http.PostAsJsonAsync("/events?code=the key", new[] { new { eventType = "Microsoft.EventGrid.SubscriptionValidationEvent", data = new { validationCode = "512d38b6" } } });
            Assert.Equal("{\"validationResponse\":\"512d38b6\"}", await validated.Content.ReadAsStringAsync());
            var happened = new { specversion = "1.0", type = "Microsoft.Storage.BlobCreated", subject = $"/blobServices/default/containers/diffusion/blobs/tests/{id}/_SUCCESS" };
            using var stranger = await http.PostAsJsonAsync("/events?code=no", happened);
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
            Assert.False(Directory.Exists(Path.Combine(folder, id)));

            using var done = await http.PostAsJsonAsync("/events?code=the key", happened);
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
            Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, id), "*.png").Length);
        }
        finally
        {
            hook.Kill();
            await hook.WaitForExitAsync();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private Process Start(string sample, string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(FunctionAppProcess.OutputOf(sample), sample + ".dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AzureWebJobsStorage"] = service.Settings["AzureWebJobsStorage"];
        start.Environment["DIFFUSION_KEY"] = ServiceFixture.HttpKey;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task<(int Status, string Text)> RunAsync(string sample, params string[] arguments)
    {
        using var process = Start(sample, arguments);
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromSeconds(90));
            await process.WaitForExitAsync();
            return (process.ExitCode, string.Concat(texts));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
