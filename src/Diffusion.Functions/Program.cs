using Diffusion.Functions;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDiffusionJobs(builder.Configuration);
builder.Services.AddHttpSurface(builder.Configuration);
builder.AddOpenTelemetryExport();
builder.Services.AddHostedService<StoragePreparation>();
if (!SettingNames.IsDisabled(builder.Configuration, nameof(GenerateBatch)))
{
    builder.Services.AddHostedService<DeviceGate>();
}

try
{
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
catch (DeviceException)
{
    // Told by the gate. Nothing was taken from any queue.
    return SickDevice.ExitStatus;
}
