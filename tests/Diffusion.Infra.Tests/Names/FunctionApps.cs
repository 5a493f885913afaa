using System.Reflection;
using Diffusion.Infra.Tests.Bicep;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Infra.Tests;

/// <summary>What the templates say of the two apps, and what the code has.</summary>
internal static class FunctionApps
{
    /// <summary>Runs in both: the probe of each.</summary>
    public static IReadOnlyList<string> Everywhere { get; } = ["Live"];

    /// <summary>Where both apps are declared.</summary>
    public static BicepFile Template => Templates.File("modules/apps.bicep");

    /// <summary>Module names and the variables that hold their functions.</summary>
    public static IReadOnlyDictionary<string, string> Apps { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["worker"] = "workerFunctions",
        ["planner"] = "plannerFunctions",
    };

    /// <summary>Every function's name, and the queue that triggers it.</summary>
    public static IReadOnlyDictionary<string, string?> InCode { get; } = typeof(Diffusion.Functions.PlanJob).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => (Method: method, method.GetCustomAttribute<FunctionAttribute>()?.Name))
        .Where(function => function.Name is not null)
        .ToDictionary(function => function.Name!, function => Queue(function.Method), StringComparer.Ordinal);

    /// <summary>The functions of one of <see cref="Apps"/>.</summary>
    public static IReadOnlyList<string> Of(string app) => Texts(Template.Variable(Apps[app]).Value);

    /// <summary>A parameter that the app's module is given.</summary>
    public static BicepNode Parameter(string app, string name) => Template.Module(app).Body!.Properties["params"].Properties[name];

    public static IReadOnlyList<string> Texts(BicepNode array) => [.. array.Children.Where(child => child.Type == "string").Select(child => child.String!)];

    /// <summary>The route of an HTTP function.</summary>
    public static string Route(string function) => typeof(Diffusion.Functions.PlanJob).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Single(method => method.GetCustomAttribute<FunctionAttribute>()?.Name == function)
        .GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()?.Route).First(route => route is not null)!;

    private static string? Queue(MethodInfo method) =>
        method.GetParameters().Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName).FirstOrDefault(queue => queue is not null);
}
