using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.LocalHost.Http;

/// <summary>HTTP triggers as endpoints of ASP.NET Core.</summary>
internal static class HttpFunctions
{
    public static void Map(WebApplication app, FunctionList functions, HostSettings settings)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpFunctions).FullName!);
        app.MapGet("/", () => Results.Text("The function app runs."));
        foreach (var function in functions.Items.Where(function => function.Http is not null))
        {
            var route = $"{settings.RoutePrefix}/{function.Http!.Route ?? function.Name}".Trim('/');
            logger.Found(function.Name, $"{string.Join(',', function.Http.Methods ?? ["any"])} /{route}");
            Task Handle(HttpContext http) => HandleAsync(http, function, settings.Key);
            _ = function.Http.Methods is { Length: > 0 } methods ? app.MapMethods(route, methods, Handle) : app.Map(route, Handle);
        }
    }

    private static async Task HandleAsync(HttpContext http, FoundFunction function, string? key)
    {
        if (function.Http!.AuthLevel != AuthorizationLevel.Anonymous && !HasKey(http.Request, key))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        object? result;
        try
        {
            result = await http.RequestServices.GetRequiredService<FunctionRunner>().RunAsync(
                function,
                $"{http.Request.Method} {http.Request.Path}",
                http.Request.RouteValues.ToDictionary(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase),
                (_, parameter) => BindAsync(http, function, parameter),
                invocation => invocation.Features.Set(http),
                http.RequestAborted);
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        await WriteAsync(http, result);
    }

    private static async ValueTask<object?> BindAsync(HttpContext http, FoundFunction function, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return http.Request;
        }

        if (parameter.ParameterType == typeof(HttpContext))
        {
            return http;
        }

        if (function.IsTrigger(parameter))
        {
            return await http.Request.ReadFromJsonAsync(parameter.ParameterType, http.RequestAborted);
        }

        return http.Request.RouteValues.TryGetValue(parameter.Name!, out var value)
            ? Convert.ChangeType(value, Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType)
            : parameter.HasDefaultValue ? parameter.DefaultValue : null;
    }

    private static Task WriteAsync(HttpContext http, object? result) => result switch
    {
        null => Task.CompletedTask,
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new Microsoft.AspNetCore.Mvc.Abstractions.ActionDescriptor())),
        IResult answer => answer.ExecuteAsync(http),
        _ => new ObjectResult(result).ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new Microsoft.AspNetCore.Mvc.Abstractions.ActionDescriptor())),
    };

    private static bool HasKey(HttpRequest request, string? key) =>
        key is null || Same(request.Headers["x-functions-key"], key) || Same(request.Query["code"], key);

    private static bool Same(string? given, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(key));
}
