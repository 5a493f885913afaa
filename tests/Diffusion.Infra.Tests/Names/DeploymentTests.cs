using System.Text.Json;
using System.Text.RegularExpressions;
using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

/// <summary>azure.yaml, main.parameters.json and the templates fit together.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Azd = File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml")).ReplaceLineEndings("\n");

    private static IReadOnlyDictionary<string, string> Values { get; } = ReadValues();

    [Fact]
    public void ParametersFile_KnowsMainsParameters()
    {
        var parameters = Templates.Main.Parameters;
        Assert.All(Values.Keys, name => Assert.Contains(name, parameters.Select(parameter => parameter.Name)));
        Assert.All(parameters.Where(parameter => !parameter.IsOptional), parameter => Assert.Contains(parameter.Name, Values.Keys));
    }

    [Fact]
    public void ParametersFile_HasTheDefaultsOfMain() => Assert.All(Templates.Main.Parameters.Where(parameter => parameter.IsOptional && Values.ContainsKey(parameter.Name)), parameter =>
    {
        var match = Variable().Match(Values[parameter.Name]);
        Assert.True(match.Success, $"{parameter.Name} is no variable with a default");
        Assert.Equal(parameter.Value.String ?? parameter.Value.Text, match.Groups["value"].Value);
    });

    [Fact]
    public void Services_AreTheApps()
    {
        var services = Service().Matches(Azd[Azd.IndexOf("services:", StringComparison.Ordinal)..Azd.IndexOf("pipeline:", StringComparison.Ordinal)]).Select(match => match.Groups["name"].Value).ToArray();
        var tags = Templates.All.SelectMany(file => file.Root.ValuesOf("azd-service-name")).Select(tag => tag.String!);
        var images = ServiceOf("_IMAGE_NAME=");
        var existing = ServiceOf("_RESOURCE_EXISTS=");

        Assert.Equal(services.Order(StringComparer.Ordinal), tags.Order(StringComparer.Ordinal));
        Assert.Equal(services.Order(StringComparer.Ordinal), images);
        Assert.Equal(services.Order(StringComparer.Ordinal), existing);
    }

    /// <summary>An older version would drop the scale rules when azd deploys.</summary>
    [Fact]
    public void Services_AreDeployedByTheVersionOfTheTemplates()
    {
        var version = Templates.File("modules/function-app.bicep").Resources.Single(resource => resource.Name == "app").Target.Split('@')[1];

        Assert.Equal([version, version], ApiVersion().Matches(Azd).Select(match => match.Groups["version"].Value));
    }

    [Fact]
    public void Documents_NameTheSettingsThatThereAre()
    {
        var known = Values.Values.SelectMany(value => Setting().Matches(value)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var documents = new[] { "docs/operations.md", "docs/road.md", "docs/security.md", ".github/workflows/deploy.yml" }.Select(path => File.ReadAllText(Path.Combine(Repository.Root, path)));
        string[] outputs = [.. Templates.Main.Outputs.Select(output => output.Name)];

        Assert.All(documents.SelectMany(text => Setting().Matches(text)).Select(match => match.Value), name => Assert.True(known.Contains(name) || outputs.Contains(name), name));
    }

    /// <summary>A setting that the workflow does not hand on would go back to its default, such as the days until blobs are deleted.</summary>
    [Fact]
    public void Workflow_HandsOnEverySetting()
    {
        var workflow = File.ReadAllText(Path.Combine(Repository.Root, ".github/workflows/deploy.yml"));
        Assert.All(Values.Values.SelectMany(value => Setting().Matches(value)).Select(match => match.Value), name =>
        {
            Assert.Contains($"      {name}: ${{{{ vars.{name} }}}}\n", workflow.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains($"    - {name}\n", Azd, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Dockerfiles_AreThere() => Assert.All(
        DockerPath().Matches(Azd).Select(match => match.Groups["path"].Value), path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path));

    private static IEnumerable<string> ServiceOf(string suffix) =>
        Values.Values.Where(value => value.StartsWith("${SERVICE_", StringComparison.Ordinal) && value.Contains(suffix)).Select(value => value[10..value.IndexOf(suffix, StringComparison.Ordinal)].ToLowerInvariant()).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadValues()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Templates.Infra, "main.parameters.json")));
        return document.RootElement.GetProperty("parameters").EnumerateObject()
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value").GetString()!, StringComparer.Ordinal);
    }

    [GeneratedRegex("^\\$\\{[A-Z_]+=(?<value>.*)\\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("^  (?<name>[a-z]+):$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Service();

    [GeneratedRegex("DIFFUSION_[A-Z_]*[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex("apiVersion: (?<version>\\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ApiVersion();

    [GeneratedRegex("^      path: (?<path>\\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DockerPath();
}
