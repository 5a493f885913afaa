using System.Diagnostics;
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
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = id, Count = 3, Steps = "3" });
        var sample = await File.ReadAllTextAsync(Path.Combine(FunctionAppProcess.OutputOf("EventGridSuccess"), "event.json"));
        Assert.NotEmpty(await service.BlobsAsync($"results/{id}/_SUCCESS"));
        var file = Path.Combine(folder, "event.json");
        await File.WriteAllTextAsync(file, sample.Replace("0123456789abcdef0123456789abcdef", id, StringComparison.Ordinal));

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

    private async Task<(int Status, string Text)> RunAsync(string sample, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(FunctionAppProcess.OutputOf(sample), sample + ".dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AzureWebJobsStorage"] = service.Settings["AzureWebJobsStorage"];
        start.Environment["DIFFUSION_KEY"] = ServiceFixture.HttpKey;
        using var process = Process.Start(start)!;
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
