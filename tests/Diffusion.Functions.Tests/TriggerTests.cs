using System.Reflection;
using System.Text.Json;
using Diffusion.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions.Tests;

public sealed class TriggerTests
{
    private static readonly IReadOnlyList<MethodInfo> Functions =
        [.. typeof(StoragePreparation).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    private static readonly IReadOnlyList<MethodInfo> OfQueues = [.. Functions.Where(function => Trigger(function).IsDefined(typeof(QueueTriggerAttribute)))];

    private static readonly IReadOnlyList<MethodInfo> OfHttp = [.. Functions.Where(function => Trigger(function).IsDefined(typeof(HttpTriggerAttribute)))];

    [Fact]
    public void Functions_Queues_AreAllThatAreWorkedOn() => Assert.Equal(
        new[] { QueueNames.Jobs, QueueNames.Batches, QueueNames.Sweep, QueueNames.JobsPoison, QueueNames.BatchesPoison, QueueNames.SweepPoison }.Order(),
        OfQueues.Select(function => Trigger(function).GetCustomAttribute<QueueTriggerAttribute>()!.QueueName).Order());

    [Fact]
    public void Functions_Routes_AreThoseOfTheDocumentation() => Assert.Equal(
        ["delete jobs/{id}", "get health", "get health/live", "get jobs/{id}", "post jobs"],
        OfHttp.Select(function => Trigger(function).GetCustomAttribute<HttpTriggerAttribute>()!).Select(http => $"{string.Join(',', http.Methods!)} {http.Route}").Order());

    /// <summary>The host's own keys would be asked for beside Entra; whoever is anonymous to it meets our own rule.</summary>
    [Fact]
    public void Functions_OfHttp_LeaveAccessToOneRule() => Assert.All(OfHttp, function =>
    {
        Assert.Equal(AuthorizationLevel.Anonymous, Trigger(function).GetCustomAttribute<HttpTriggerAttribute>()!.AuthLevel);
        Assert.Equal(typeof(HttpRequest), Trigger(function).ParameterType);
    });

    [Fact]
    public void Functions_Triggers_BindText() =>
        Assert.All(OfQueues, function => Assert.Equal(typeof(string), Trigger(function).ParameterType));

    [Fact]
    public void Functions_Classes_HoldOneFunctionAndNoState() => Assert.All(Functions, function =>
    {
        Assert.Single(Functions, other => other.DeclaringType == function.DeclaringType);
        Assert.Equal(function.DeclaringType!.Name, function.GetCustomAttribute<FunctionAttribute>()!.Name);
    });

    [Fact]
    public void HostJson_BesideTheApp_SaysThatMessagesAreNotEncoded()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));

        var queues = host.RootElement.GetProperty("extensions").GetProperty("queues");
        Assert.Equal("none", queues.GetProperty("messageEncoding").GetString());
        Assert.Equal(5, queues.GetProperty("maxDequeueCount").GetInt32());
    }

    private static ParameterInfo Trigger(MethodInfo function) =>
        function.GetParameters().Single(parameter => parameter.IsDefined(typeof(QueueTriggerAttribute)) || parameter.IsDefined(typeof(HttpTriggerAttribute)));
}
