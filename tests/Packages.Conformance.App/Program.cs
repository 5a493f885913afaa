using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Packages.Conformance.App;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware(async (context, next) =>
{
    context.Items["middleware"] = context.FunctionDefinition.Name;
    await next();
});
builder.Services.AddSingleton<Recorder>();
builder.Services.AddScoped<InvocationNumber>();
await builder.Build().RunAsync();
