using Diffusion.Functions;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddDiffusionJobs(builder.Configuration);
builder.Services.AddHttpSurface(builder.Configuration);
builder.AddOpenTelemetryExport();
builder.Services.AddHostedService<StoragePreparation>();
await builder.Build().RunAsync();
