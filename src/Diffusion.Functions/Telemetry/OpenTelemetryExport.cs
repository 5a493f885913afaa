using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Diffusion.Functions;

/// <summary>
/// Sends traces, metrics and logs by OTLP, where a collector is named. Without one the functions host alone tells Application
/// Insights of requests and log lines.
/// </summary>
public static class OpenTelemetryExport
{
    private const string ServiceName = "diffusion-functions";

    // A collector that is away must not keep a host that was told to stop.
    private const int FlushMilliseconds = 3000;

    /// <summary>Adds the export, if <see cref="SettingNames.OtlpEndpoint"/> is set.</summary>
    public static void AddOpenTelemetryExport(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[SettingNames.OtlpEndpoint]))
        {
            return;
        }

        var resource = ResourceBuilder.CreateEmpty().AddService(ServiceName, serviceVersion: typeof(OpenTelemetryExport).Assembly.GetName().Version?.ToString(3))
            .AddTelemetrySdk().AddEnvironmentVariableDetector();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeScopes = true;
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(resource).AddOtlpExporter();
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(TelemetryNames.Source).AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(TelemetryNames.Source).AddOtlpExporter().Build());
        builder.Services.AddHostedService<ExportStart>();
    }

    /// <summary>Makes both exporters with the host: nothing else asks for them. They are flushed when the host's services are disposed of.</summary>
    private sealed class ExportStart(TracerProvider traces, MeterProvider metrics, HostMetrics host) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            // Its instruments are looked at from now on.
            GC.KeepAlive(host);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(FlushMilliseconds);
            metrics.ForceFlush(FlushMilliseconds);
            return Task.CompletedTask;
        }
    }
}
