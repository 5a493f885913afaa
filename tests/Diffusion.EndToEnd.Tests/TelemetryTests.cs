using System.Net;
using System.Net.Http.Json;
using System.Text;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Jobs;

namespace Diffusion.EndToEnd.Tests;

/// <summary>What the running service tells a collector.</summary>
[Collection(ServiceTests.Name)]
public sealed class TelemetryTests(ServiceFixture service)
{
    [Fact]
    public async Task Service_WithACollector_ExportsTracesMetricsAndLogs()
    {
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = "followed", Count = 9, Steps = "3", Prefix = "tests" });

        await ArrivesAsync("traces", TelemetryNames.PlanSpan, TelemetryNames.BatchSpan, TelemetryNames.FinishSpan, "followed", "diffusion-functions");
        await ArrivesAsync(
            "metrics",
            TelemetryNames.Images,
            TelemetryNames.Jobs,
            TelemetryNames.QueueWait,
            TelemetryNames.BatchDuration,
            TelemetryNames.Steps,
            TelemetryNames.StepsPerSecond,
            TelemetryNames.ProcessMemory);
        await ArrivesAsync("logs", "9 images in 2 batches", "JobId", "Attempt", "followed");
    }

    /// <summary>The web framework's own span of the request is recorded by nobody; the job's must be all the same.</summary>
    [Fact]
    public async Task Job_ByHttp_IsTracedInItsCallersTrace()
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ServiceFixture.HttpKey);
        var job = new JobRequest { Model = TinyModel.Name, Id = "by-http", Count = 2, Steps = "3", Prefix = "tests" };
        using var alone = await http.PostAsync("/api/jobs", JsonContent.Create(job, ContractsJson.Default.JobRequest));
        Assert.Equal(HttpStatusCode.Accepted, alone.StatusCode);
        await service.UntilAsync(
            () => Task.FromResult(service.Collector.Received("traces").Split("by-http").Length > 4),
            "The arrival of submit, plan, batch and finish");

        http.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        using var called = await http.PostAsync("/api/jobs", JsonContent.Create(job with { Id = "from-afar" }, ContractsJson.Default.JobRequest));
        Assert.Equal(HttpStatusCode.Accepted, called.StatusCode);
        var trace = Encoding.Latin1.GetString(Convert.FromHexString("4bf92f3577b34da6a3ce929d0e0e4736"));
        await service.UntilAsync(
            () => Task.FromResult(service.Collector.Received("traces").Split(trace).Length > 4),
            "The arrival of four spans of the caller's trace");
    }

    [Fact]
    public async Task Service_InItsLogsAndTelemetry_TellsNoSecret()
    {
        await service.RunAsync(new JobRequest { Model = TinyModel.Name, Id = "quiet", Count = 2, Steps = "3", Prefix = "tests" });
        await ArrivesAsync("logs", "quiet");

        var key = service.Settings[StorageConnection.Setting].Split("AccountKey=")[1].Split(';')[0];
        foreach (var text in new[] { service.Log, service.Collector.Received("logs"), service.Collector.Received("traces"), service.Collector.Received("metrics") })
        {
            Assert.All([key, ServiceFixture.HttpKey, "AccountKey", "SharedKey", "sig="], secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    private Task ArrivesAsync(string signal, params string[] texts) => service.UntilAsync(
        () => Task.FromResult(texts.All(text => service.Collector.Received(signal).Contains(text, StringComparison.Ordinal))),
        $"The arrival of {string.Join(", ", texts)} among {signal}");
}
