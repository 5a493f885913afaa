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
