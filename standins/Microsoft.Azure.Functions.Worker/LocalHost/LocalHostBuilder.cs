using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

internal static class LocalHostBuilder
{
    public static IHost Build(WebApplicationBuilder web, List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, bool servesHttp) => web.Build();
}

internal static class LocalSettingsFile
{
    public static void Apply(string folder) => _ = folder;
}
