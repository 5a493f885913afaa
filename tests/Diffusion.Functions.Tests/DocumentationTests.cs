using System.Reflection;
using System.Text.Json.Nodes;
using Diffusion.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Diffusion.Functions.Tests;

/// <summary>The documentation names what the code has.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Telemetry_EveryName_IsDocumented()
    {
        var text = Read("telemetry.md");
        Assert.All(Constants(typeof(TelemetryNames)).Values, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Http_EverySetting_IsDocumented()
    {
        var text = Read("http.md") + Read("telemetry.md");
        foreach (var (field, name) in Constants(typeof(SettingNames)).Where(constant => !constant.Key.EndsWith("Section", StringComparison.Ordinal)))
        {
            Assert.True(text.Contains(name, StringComparison.Ordinal), field);
        }
    }

    [Fact]
    public void OpenApi_Paths_AreTheFunctions()
    {
        var functions = typeof(StoragePreparation).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters()).Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>()
            .SelectMany(http => http.Methods!.Select(method => $"{method} /api/{http.Route}"));

        var paths = OpenApi()["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key} {path.Key}"));
        Assert.Equal(functions.Order(), paths.Order());
    }

    [Theory]
    [InlineData("Health", typeof(HealthReport))]
    [InlineData("Accepted", typeof(AcceptedJob))]
    [InlineData("Problem", typeof(RefusedRequest))]
    public void OpenApi_Answers_HaveTheMembersOfTheirTypes(string schema, Type type) => Assert.Equal(
        HttpJson.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name).Order(),
        OpenApi()["components"]!["schemas"]![schema]!["properties"]!.AsObject().Select(property => property.Key).Order());

    [Fact]
    public void OpenApi_Schemas_AreThere()
    {
        var files = OpenApi().ToJsonString().Split("\"$ref\":\"schemas/").Skip(1).Select(rest => rest.Split('"', '#')[0]).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "schemas", file)), file));
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name));

    private static JsonObject OpenApi() => JsonNode.Parse(Read("openapi.json"))!.AsObject();

    private static Dictionary<string, string> Constants(Type type) =>
        type.GetFields().ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!, StringComparer.Ordinal);
}
