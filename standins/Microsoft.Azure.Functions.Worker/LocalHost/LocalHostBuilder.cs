using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker.LocalHost.Http;
using Microsoft.Azure.Functions.Worker.LocalHost.Queues;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>Puts the local host around an app's services.</summary>
internal static class LocalHostBuilder
{
    // Long enough for the listeners to use all of their grace.
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(10);

    public static IHost Build(WebApplicationBuilder web, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, bool servesHttp)
    {
        var settings = new HostSettings(AppContext.BaseDirectory);
        var functions = new FunctionList([.. FoundFunction.In(Assembly.GetEntryAssembly()!).Where(function => !settings.IsDisabled(function.Name))]);
        if (!servesHttp && functions.Items.FirstOrDefault(function => function.Http is not null) is { } http)
        {
            throw new NotSupportedException($"The function '{http.Name}' has an HTTP trigger. Call ConfigureFunctionsWebApplication: without ASP.NET Core it needs the official package Microsoft.Azure.Functions.Worker.");
        }

        web.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        web.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        web.Logging.AddConfiguration(settings.Logging);
        web.Services.AddSingleton(settings).AddSingleton(functions).AddSingleton(new MiddlewareList(middleware)).AddSingleton<FunctionRunner>();
        web.Services.AddHostedService<QueueListeners>();
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Grace + AfterGrace);
        var app = web.Build();
        HttpFunctions.Map(app, functions, settings);
        return app;
    }
}
