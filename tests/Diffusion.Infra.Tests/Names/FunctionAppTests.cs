using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Functions;
using Diffusion.Infra.Tests.Bicep;
using Diffusion.Jobs;

namespace Diffusion.Infra.Tests;

/// <summary>Templates and code name the same things.</summary>
public sealed class FunctionAppTests
{
    [Fact]
    public void EveryFunction_RunsInOneApp()
    {
        var placed = FunctionApps.Apps.Keys.SelectMany(FunctionApps.Of).ToArray();

        Assert.Equal(FunctionApps.InCode.Keys.Where(name => !FunctionApps.Everywhere.Contains(name)).Order(StringComparer.Ordinal), placed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryApp_SwitchesOffTheOthersFunctions()
    {
        Assert.Equal("plannerFunctions", FunctionApps.Parameter("worker", "disabledFunctions").Text);
        Assert.Equal("workerFunctions", FunctionApps.Parameter("planner", "disabledFunctions").Text);
        Assert.Contains("AzureWebJobs.${disabled}.Disabled", Templates.File("modules/function-app.bicep").Variable("switches").Value.All.Select(node => node.String));
    }

    [Fact]
    public void EveryApp_ScalesByTheQueuesOfItsFunctionsAlone() => Assert.All(FunctionApps.Apps.Keys, app =>
    {
        var queues = FunctionApps.Of(app).Select(name => FunctionApps.InCode[name]).OfType<string>();
        var scaled = FunctionApps.Parameter(app, "scaleQueues").ValuesOf("queue").Select(value => value.String!);
        Assert.Equal(queues.Order(StringComparer.Ordinal), scaled.Order(StringComparer.Ordinal));
    });

    /// <summary>Rules of one's own switch the platform's off, that of HTTP too.</summary>
    [Fact]
    public void EveryApp_ThatServesHttp_ScalesByRequests()
    {
        var http = FunctionApps.Apps.Keys.Where(app => FunctionApps.Of(app).Any(name => FunctionApps.InCode[name] is null && name != "Health"));
        var scaled = FunctionApps.Apps.Keys.Where(app => FunctionApps.Template.Module(app).Body!.ValuesOf("httpRequestsPerReplica").Any(value => value.Text != "0"));
        Assert.Equal(http, scaled);
    }

    [Fact]
    public void Queues_AreThoseOfTheContracts()
    {
        var queues = FunctionApps.Texts(Templates.File("modules/job-data.bicep").Variable("queues").Value);

        Assert.Equal(QueueNames.All.Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
        Assert.All(FunctionApps.InCode.Values.OfType<string>(), queue => Assert.Contains(queue, queues));
    }

    [Fact]
    public void Containers_AreThoseOfTheOptions()
    {
        Assert.Equal(new StorageOptions().Container, Containers["jobs"]);
        Assert.Equal(ModelOptions.DefaultContainer, Containers["models"]);
    }

    [Fact]
    public void EveryContainer_ThatTheTemplatesName_IsThere()
    {
        var named = Templates.All.SelectMany(file => file.Root.All)
            .Where(node => node.Type == "member_expression" && node.Children[0].Text == "containers")
            .Select(node => node.Children[1].Text!)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Containers.Keys.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void HostIds_Differ() => Assert.NotEqual(FunctionApps.Parameter("worker", "hostId").Text, FunctionApps.Parameter("planner", "hostId").Text);

    [Fact]
    public void OneGpu_TakesOneBatchAtATime()
    {
        Assert.Equal("1", FunctionApps.Parameter("worker", "batchSize").Text);
        Assert.Equal("0", FunctionApps.Parameter("worker", "newBatchThreshold").Text);
    }

    [Fact]
    public void NothingRunsWhereThereIsNoWork()
    {
        Assert.Equal("0", FunctionApps.Parameter("planner", "minReplicas").Text);
        Assert.Equal("0", Templates.Main.Parameters.Single(parameter => parameter.Name == "workerMinReplicas").Value.Text);
    }

    /// <summary>The host's settings override host.json: the same words, or nothing happens.</summary>
    [Fact]
    public void HostSettings_AreKnownToHostJson()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")));
        Assert.Equal("none", host.RootElement.GetProperty("extensions").GetProperty("queues").GetProperty("messageEncoding").GetString());
        Assert.All(Settings.Where(name => name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal)), name =>
        {
            var element = host.RootElement;
            Assert.All(name.Split("__")[1..], part => Assert.True(element.TryGetProperty(part, out element), $"host.json has no {name}"));
        });
    }

    [Fact]
    public void AppSettings_AreKnownToTheOptions()
    {
        var sections = new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["Storage"] = typeof(StorageOptions),
            ["Models"] = typeof(ModelOptions),
            ["Batches"] = typeof(BatchOptions),
            ["Limits"] = typeof(JobLimits),
            ["Http"] = typeof(HttpOptions),
        };
        var ours = Settings.Where(name => name.StartsWith(JobServices.Section + "__", StringComparison.Ordinal)).ToArray();
        Assert.Contains("Diffusion__Models__Device", ours);
        Assert.All(ours, name =>
        {
            var parts = name.Split("__");
            Assert.True(sections[parts[1]].GetProperty(parts[2]) is not null, $"{name} is no option");
        });
    }

    [Fact]
    public void StorageSettings_AreThoseThatTheCodeReads() => Assert.All(
        new[] { "accountName", "credential", "clientId" },
        setting => Assert.Contains($"{StorageConnection.Setting}__{setting}", Settings));

    [Fact]
    public void Probes_AskWhatIsThere_AndNobodySignsInForThem()
    {
        var app = Templates.File("modules/function-app.bicep");
        string[] probes = [.. FunctionApps.Everywhere, "Health"];
        var routes = probes.Select(name => "/api/" + FunctionApps.Route(name)).ToArray();
        Assert.Contains(app.Variable("probePath").Value.All.Select(node => node.String), path => path == "/api/" + FunctionApps.Route(FunctionApps.Everywhere[0]));
        var excluded = Templates.File("modules/authentication.bicep").Root.ValuesOf("excludedPaths").Single();
        Assert.Equal(routes.Order(StringComparer.Ordinal), FunctionApps.Texts(excluded).Order(StringComparer.Ordinal));
    }

    /// <summary>Without an app registration nobody is let in, and the app cannot be reached from outside either.</summary>
    [Fact]
    public void HttpSettings_AreClosedWithoutAnAppRegistration()
    {
        Assert.Equal(["closed", "entra"], FunctionApps.Template.Variable("httpSettings").Value.ValuesOf("value").Select(value => value.String).Where(value => Enum.TryParse<HttpAccessMode>(value, ignoreCase: true, out _)));
        Assert.Contains(FunctionApps.Parameter("planner", "external").All, node => node.Text == "apiClientId");
        Assert.Equal("false", FunctionApps.Parameter("worker", "external").Text);
    }

    /// <summary>What the platform lets through, the app must not refuse.</summary>
    [Fact]
    public void HttpSettings_AcceptTheAudiencesOfThePlatform()
    {
        var platform = FunctionApps.Texts(Templates.File("modules/authentication.bicep").Root.ValuesOf("allowedAudiences").Single());
        Assert.Equal(["api://${clientId}"], platform);
        Assert.Contains("api://${apiClientId}", FunctionApps.Template.Variable("httpSettings").Value.ValuesOf("value").Select(value => value.String));
    }

    private static IReadOnlyDictionary<string, string> Containers { get; } =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Templates.Infra, "containers.json")))!;

    private static IReadOnlyList<string> Settings { get; } =
        [.. new[] { FunctionApps.Template, Templates.File("modules/function-app.bicep") }
            .SelectMany(file => file.Root.ValuesOf("name"))
            .Select(value => value.String ?? "")
            .Where(name => name.Contains("__"))];
}
