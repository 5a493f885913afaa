using System.Text.Json;
using System.Text.RegularExpressions;
using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

public sealed partial class ResourceTests
{
    // A version is looked up once, here; children have their parent's.
    private static readonly Dictionary<string, string> ApiVersions = new(StringComparer.Ordinal)
    {
        // The first version that knows allowScalingRuleOverride.
        ["Microsoft.App/containerApps"] = "2026-03-02-preview",
        ["Microsoft.App/containerApps/authConfigs"] = "2026-01-01",
        ["Microsoft.App/jobs"] = "2026-01-01",
        ["Microsoft.App/managedEnvironments"] = "2025-10-02-preview",
        ["Microsoft.Authorization/roleAssignments"] = "2022-04-01",
        ["Microsoft.Consumption/budgets"] = "2023-11-01",
        ["Microsoft.ContainerRegistry/registries"] = "2025-06-01-preview",
        ["Microsoft.EventGrid/systemTopics"] = "2025-02-15",
        ["Microsoft.Insights/actionGroups"] = "2023-01-01",
        ["Microsoft.Insights/components"] = "2020-02-02",
        ["Microsoft.Insights/diagnosticSettings"] = "2021-05-01-preview",
        ["Microsoft.Insights/scheduledQueryRules"] = "2022-06-15",
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = "2023-01-31",
        ["Microsoft.Network/privateDnsZones"] = "2020-06-01",
        ["Microsoft.Network/privateEndpoints"] = "2024-05-01",
        ["Microsoft.Network/virtualNetworks"] = "2024-05-01",
        ["Microsoft.OperationalInsights/workspaces"] = "2023-09-01",
        ["Microsoft.Resources/resourceGroups"] = "2024-03-01",
        ["Microsoft.Storage/storageAccounts"] = "2025-06-01",
    };

    // Azure's built-in roles; the ids are the same in every tenant.
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["acrPull"] = "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        ["monitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["storageBlobDataContributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["storageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["storageBlobDataReader"] = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        ["storageQueueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["storageQueueDataMessageSender"] = "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
        ["storageTableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    };

    [Fact]
    public void EveryResource_HasTheVersionOfTheTable()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        Assert.All(Bicep.Templates.All.SelectMany(file => file.AllResources.Select(resource => (file, resource))), pair =>
        {
            if (pair.resource.Target.Split('@') is not [var type, var version])
            {
                // A nested resource has its parent's version.
                Assert.DoesNotContain('/', pair.resource.Target);
                return;
            }

            var entry = ApiVersions.Keys.Where(key => type == key || type.StartsWith(key + "/", StringComparison.Ordinal)).MaxBy(key => key.Length);
            Assert.True(entry is not null, $"{pair.file}: {type} is not in the table");
            used.Add(entry);
            Assert.True(ApiVersions[entry] == version, $"{pair.file}: {type} has {version}, not {ApiVersions[entry]}");
        });
        Assert.Equal(ApiVersions.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRole_HasItsOwnId()
    {
        var roles = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Bicep.Templates.Infra, "roles.json")))!;

        Assert.Equal(Roles.OrderBy(role => role.Key, StringComparer.Ordinal), roles.OrderBy(role => role.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRole_IsNamedNotNumbered()
    {
        var used = Bicep.Templates.All.SelectMany(file => file.Root.All)
            .Where(node => node.Type == "member_expression" && node.Children[0].Text == "roles")
            .Select(node => node.Children[1].Text!)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Roles.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        Assert.All(Bicep.Templates.All, file => Assert.DoesNotMatch(Identifier(), File.ReadAllText(file.Path)));
    }

    [Fact]
    public void ServerlessProfiles_HaveNameAndTypeAlone()
    {
        var environment = Bicep.Templates.File("modules/environment.bicep");
        Assert.Equal(["name", "workloadProfileType"], environment.Variable("serverlessGpu").Value.Children.Single().Properties.Keys);
        Assert.Equal(["name", "workloadProfileType"], environment.Variable("consumption").Value.Children.Single().Properties.Keys);
        Assert.Equal(["name", "workloadProfileType", "minimumCount", "maximumCount"], environment.Variable("dedicated").Value.Children.Single().Properties.Keys);
    }

    [Fact]
    public void EveryWorkerProfile_HasASize()
    {
        var profiles = Bicep.Templates.Main.Parameters.Single(parameter => parameter.Name == "workerProfile").Decorators
            .SelectMany(decorator => decorator.All).Where(node => node.Type == "array").SelectMany(array => array.Children).Select(value => value.String!);

        var sizes = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(File.ReadAllText(Path.Combine(Bicep.Templates.Infra, "sizes.json")))!;
        Assert.Equal(profiles.Order(StringComparer.Ordinal), sizes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NoKey_IsReadWrittenOrPutOut()
    {
        Assert.All(Bicep.Templates.All, file =>
        {
            var calls = file.Root.All.Where(node => node.Type == "call_expression").SelectMany(call => call.Children.Where(child => child.Field == "function").SelectMany(child => child.All)).Select(node => node.Text ?? "");
            Assert.All(calls, call => Assert.False(call.StartsWith("list", StringComparison.Ordinal), $"{file} calls {call}"));
            Assert.All(file.Outputs, output => Assert.DoesNotMatch(Secret(), output.Name + string.Concat(output.Value.All.Select(node => node.Text))));
            Assert.DoesNotContain("AccountKey", File.ReadAllText(file.Path), StringComparison.OrdinalIgnoreCase);
            Assert.Empty(file.Root.ValuesOf("secrets"));
        });
    }

    [Fact]
    public void EveryAccount_IsPrivateAndKeyless()
    {
        Assert.Equal("false", Only("modules/storage.bicep", "allowSharedKeyAccess").Text);
        Assert.Equal("false", Only("modules/storage.bicep", "allowBlobPublicAccess").Text);
        Assert.Equal("None", Only("modules/storage.bicep", "publicAccess").String);
        Assert.Equal("false", Only("modules/registry.bicep", "adminUserEnabled").Text);
        Assert.Equal("true", Only("modules/monitoring.bicep", "DisableLocalAuth").Text);
        Assert.Equal("Return401", Only("modules/authentication.bicep", "unauthenticatedClientAction").String);
        var accounts = Bicep.Templates.All.SelectMany(file => file.AllResources).Where(resource => resource.Target.StartsWith("Microsoft.Storage/storageAccounts@", StringComparison.Ordinal));
        Assert.Single(accounts, account => account.Body!.Properties.ContainsKey("kind"));
    }

    private static BicepNode Only(string file, string property) => Bicep.Templates.File(file).Root.ValuesOf(property).Single();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex("key|password|secret|connectionstring|token(?!s)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
