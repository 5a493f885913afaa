using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

public sealed class ModuleTests
{
    private static IEnumerable<(BicepFile File, BicepDeclaration Module, BicepFile Target)> Uses =>
        Bicep.Templates.All.SelectMany(file => file.Modules.Select(module => (file, module, Target(file, module))));

    [Fact]
    public void EveryReference_Resolves() => Assert.All(
        Bicep.Templates.All.SelectMany(file => file.Modules.Select(module => (file, module))),
        use => Assert.True(File.Exists(PathOf(use.file, use.module)), $"{use.file}: there is no {use.module.Target}"));

    [Fact]
    public void EveryModule_IsUsed()
    {
        var used = Uses.Select(use => use.Target.Path).ToHashSet(StringComparer.Ordinal);
        Assert.All(Bicep.Templates.All.Where(file => file != Bicep.Templates.Main), file => Assert.Contains(file.Path, used));
    }

    [Fact]
    public void EveryUse_PassesWhatIsAskedForAndNothingElse() => Assert.All(Uses, use =>
    {
        var passed = use.Module.Body!.Properties.TryGetValue("params", out var parameters) ? parameters.Properties.Keys.ToHashSet(StringComparer.Ordinal) : [];
        var known = use.Target.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var required = use.Target.Parameters.Where(parameter => !parameter.IsOptional).Select(parameter => parameter.Name);

        Assert.True(passed.IsSubsetOf(known), $"{use.File}: {use.Module.Name} passes {string.Join(", ", passed.Except(known))}, which {use.Target} does not know");
        Assert.True(passed.IsSupersetOf(required), $"{use.File}: {use.Module.Name} does not pass {string.Join(", ", required.Except(passed))} to {use.Target}");
    });

    /// <summary>A value goes down through modules under one name; two that changed places would be taken for one another.</summary>
    [Fact]
    public void EveryUse_HandsOnWhatHasTheSameName() => Assert.All(
        Uses.Where(use => use.Module.Body!.Properties.ContainsKey("params")).SelectMany(use => use.Module.Body!.Properties["params"].Properties.Select(passed => (use.File, use.Module, passed.Key, passed.Value))),
        passed => Assert.True(
            passed.File.Parameters.All(parameter => parameter.Name != passed.Key) || passed.Value.All.Any(node => node.Type == "identifier" && node.Text == passed.Key),
            $"{passed.File}: {passed.Module.Name} gets another {passed.Key} than {passed.File} has"));

    [Fact]
    public void EveryOutputThatIsRead_IsThere() => Assert.All(Uses, use =>
    {
        var outputs = use.Target.Outputs.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        var read = use.File.Root.All
            .Where(node => node.Type == "member_expression" && node.Children.Count == 2 && IsOutputsOf(node.Children[0], use.Module.Name))
            .Select(node => node.Children[1].Text!);
        Assert.All(read, name => Assert.True(outputs.Contains(name), $"{use.File}: {use.Module.Name} has no output {name}"));
    });

    [Fact]
    public void Main_PutsEveryModuleInItsGroup() => Assert.All(
        Bicep.Templates.Main.Modules, module => Assert.Equal("group", module.Body!.Properties["scope"].Text));

    /// <summary>What they deploy goes where main put them.</summary>
    [Fact]
    public void Modules_StayInTheirGroup() => Assert.All(
        Bicep.Templates.All.Where(file => file != Bicep.Templates.Main).SelectMany(file => file.Modules), module => Assert.DoesNotContain("scope", module.Body!.Properties.Keys));

    /// <summary>All are deployments of one resource group, and two of one name would get in each other's way.</summary>
    [Fact]
    public void EveryName_OfAModule_IsItsOwn() => Assert.Distinct(
        Bicep.Templates.All.SelectMany(file => file.Modules).Select(module => module.Body!.Properties["name"].Text!), StringComparer.Ordinal);

    private static bool IsOutputsOf(BicepNode node, string module) =>
        node.Type == "member_expression" && node.Children.Count == 2 && node.Children[1].Text == "outputs"
        && node.Children[0].All.Any(one => one.Type == "identifier" && one.Text == module);

    private static BicepFile Target(BicepFile file, BicepDeclaration module) => Bicep.Templates.File(PathOf(file, module));

    private static string PathOf(BicepFile file, BicepDeclaration module) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, module.Target));
}
