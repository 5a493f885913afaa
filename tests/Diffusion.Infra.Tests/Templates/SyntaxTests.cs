using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

public sealed class SyntaxTests
{
    [Fact]
    public void EveryFile_Parses()
    {
        Assert.True(Bicep.Templates.All.Count > 10);
        Assert.All(Bicep.Templates.All, file => Assert.Empty(Errors(file)));
    }

    /// <summary>A string that ends where an interpolation began is still a string, and an address of nothing.</summary>
    [Fact]
    public void EveryString_ThatPromisesMore_HasIt() => Assert.All(Bicep.Templates.All, file => Assert.All(
        file.Root.All.Select(node => node.String).OfType<string>(), text => Assert.False(text.EndsWith(':') || text.EndsWith("//", StringComparison.Ordinal), $"{file}: '{text}'")));

    [Fact]
    public void Parse_BrokenFile_SaysWhere()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("bicep-").FullName, "broken.bicep");
        File.WriteAllText(path, "param name string\nresource x 'A/b@2020-01-01' = {\n  name name\n  tags: {\n}\n");

        var errors = Errors(Bicep.Templates.Parse(path).Values.Single());

        Assert.NotEmpty(errors);
    }

    [Fact]
    public void EveryFile_SaysWhatItIs() =>
        Assert.All(Bicep.Templates.All, file => Assert.Contains(file.Others, other => other.Node.Type == "metadata_declaration" && other.Name == "description"));

    [Fact]
    public void EveryParameterAndOutput_IsDescribed() => Assert.All(
        Bicep.Templates.All.SelectMany(file => file.Parameters.Concat(file.Outputs).Select(declared => (file, declared))),
        pair => Assert.True(pair.declared.Description is { Length: > 3 }, $"{pair.file}: {pair.declared.Name} has no description"));

    [Fact]
    public void EveryParameterAndVariable_IsUsed() => Assert.All(
        Bicep.Templates.All.SelectMany(file => file.Parameters.Concat(file.Variables).Select(declared => (file, declared))),
        pair => Assert.True(pair.file.Uses(pair.declared.Name) - Shadows(pair.file, pair.declared.Name) > 1, $"{pair.file}: {pair.declared.Name} is not used"));

    [Fact]
    public void EveryIdentifier_IsDeclared() => Assert.All(Bicep.Templates.All, file =>
    {
        var declared = file.Parameters.Concat(file.Variables).Concat(file.AllResources).Concat(file.Modules).Select(one => one.Name)
            .Concat(Loops(file)).ToHashSet(StringComparer.Ordinal);
        Assert.All(References(file.Root), reference => Assert.True(declared.Contains(reference.Text!), $"{file}({reference.Line}): {reference.Text} is not declared"));
    });

    private static IReadOnlyList<string> Errors(BicepFile file) =>
        [.. file.Root.All.Where(node => node.Type is BicepNode.Error or BicepNode.Missing).Select(node => $"{file}({node.Line}): {node.Text}")];

    // A property's key is an identifier of the same name too.
    private static int Shadows(BicepFile file, string name) =>
        file.Root.All.Count(node => node.Type == "object_property" && node.Children.Count > 0 && node.Children[0] is { Type: "identifier" } key && key.Text == name);

    private static IEnumerable<string> Loops(BicepFile file) => file.Root.All
        .Where(node => node.Type == "for_statement")
        .SelectMany(loop => loop.Children.Where(child => child.Field == "initializer" || child.Type == "for_loop_parameters").SelectMany(child => child.All))
        .Where(node => node.Text is not null)
        .Select(node => node.Text!);

    /// <summary>Identifiers that stand for a value.</summary>
    private static IEnumerable<BicepNode> References(BicepNode node)
    {
        if (node.Type is "type" or "metadata_declaration" or "decorators")
        {
            return [];
        }

        var children = node.Type switch
        {
            "object_property" => node.Children.Skip(1),
            "call_expression" => node.Children.Where(child => child.Field != "function" || child.Type != "identifier"),
            "parameter_declaration" or "variable_declaration" or "resource_declaration" or "module_declaration" or "output_declaration" => node.Children.Skip(1),
            "for_loop_parameters" => [],
            "for_statement" => node.Children.Where(child => child.Field != "initializer"),
            _ => node.Children,
        };
        return children.SelectMany(References).Concat(node.Type == "identifier" ? [node] : []);
    }
}
