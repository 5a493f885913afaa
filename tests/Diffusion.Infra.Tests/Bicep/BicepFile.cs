namespace Diffusion.Infra.Tests.Bicep;

/// <summary>What a Bicep file declares.</summary>
internal sealed class BicepFile
{
    public BicepFile(string path, BicepNode root)
    {
        Path = path;
        Root = root;
        var decorators = new List<BicepNode>();
        foreach (var node in root.Children.Where(child => child.Type != "comment"))
        {
            if (node.Type == "decorators")
            {
                decorators.AddRange(node.Children);
                continue;
            }

            var declaration = new BicepDeclaration(node, [.. decorators]);
            decorators.Clear();
            (node.Type switch
            {
                "parameter_declaration" => Parameters,
                "output_declaration" => Outputs,
                "variable_declaration" => Variables,
                "resource_declaration" => Resources,
                "module_declaration" => Modules,
                _ => Others,
            }).Add(declaration);
        }
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    public BicepNode Root { get; }

    public List<BicepDeclaration> Parameters { get; } = [];

    public List<BicepDeclaration> Outputs { get; } = [];

    public List<BicepDeclaration> Variables { get; } = [];

    /// <summary>At the top of the file; see <see cref="AllResources"/>.</summary>
    public List<BicepDeclaration> Resources { get; } = [];

    public List<BicepDeclaration> Modules { get; } = [];

    public List<BicepDeclaration> Others { get; } = [];

    /// <summary>Resources, nested ones too.</summary>
    public IEnumerable<BicepDeclaration> AllResources => Root.All.Where(node => node.Type == "resource_declaration").Select(node => new BicepDeclaration(node, []));

    /// <summary>How often an identifier is written: once for its declaration.</summary>
    public int Uses(string name) => Root.All.Count(node => node.Type == "identifier" && node.Text == name);

    public BicepDeclaration Variable(string name) => Variables.Single(variable => variable.Name == name);

    public BicepDeclaration Module(string name) => Modules.Single(module => module.Name == name);

    public override string ToString() => System.IO.Path.GetFileName(Path);
}

/// <summary>A parameter, variable, resource, module or output.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Decorators">What stands above it.</param>
internal sealed record BicepDeclaration(BicepNode Node, IReadOnlyList<BicepNode> Decorators)
{
    public string Name => Node.Children.First(child => child.Type == "identifier").Text!;

    /// <summary>A resource's type and version, or a module's path.</summary>
    public string Target => Node.Children.First(child => child.Type == "string").String!;

    public BicepNode? Body => Node.Body;

    /// <summary>The last part: a variable's or output's value, or a parameter's default.</summary>
    public BicepNode Value => Node.Children[^1];

    /// <summary>Whether something stands behind a parameter's type, or the type allows null.</summary>
    public bool IsOptional => Value.Type != "type" || Value.Text!.EndsWith('?');

    public string? Description => Decorators
        .SelectMany(decorator => decorator.All)
        .Where(node => node.Type == "call_expression" && node.Children[0].Text == "description")
        .Select(call => call.All.First(node => node.Type == "string").String)
        .FirstOrDefault();
}
