using System.Text.Json.Serialization;

namespace Diffusion.Infra.Tests.Bicep;

/// <summary>A node of a parse tree, as infra/local/bicep-tree.mjs prints it.</summary>
internal sealed record BicepNode
{
    public const string Error = "ERROR";
    public const string Missing = "MISSING";

    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("line")]
    public int Line { get; init; }

    [JsonPropertyName("field")]
    public string? Field { get; init; }

    /// <summary>Of leaves, strings and types.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    [JsonPropertyName("children")]
    public IReadOnlyList<BicepNode> Children { get; init; } = [];

    /// <summary>This node and all below it.</summary>
    public IEnumerable<BicepNode> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>A string's content without quotes; null where this is no string.</summary>
    public string? String => Type == "string" ? Text!.Trim('\'').Replace("\\'", "'") : null;

    /// <summary>The values of an object's properties by name; empty where this is no object.</summary>
    public IReadOnlyDictionary<string, BicepNode> Properties => Type != "object"
        ? new Dictionary<string, BicepNode>(StringComparer.Ordinal)
        : Children.Where(child => child.Type == "object_property" && child.Children.Count == 2)
            .ToDictionary(property => property.Children[0].String ?? property.Children[0].Text!, property => property.Children[1], StringComparer.Ordinal);

    /// <summary>Every property of that name below this node.</summary>
    public IEnumerable<BicepNode> ValuesOf(string property) => All
        .Where(node => node.Type == "object_property" && node.Children.Count == 2 && (node.Children[0].String ?? node.Children[0].Text) == property)
        .Select(node => node.Children[1]);

    /// <summary>The object of a resource or module, inside of a condition or a loop too.</summary>
    public BicepNode? Body => Type == "object" ? this : Children.Where(child => child.Type is "object" or "if_statement" or "for_statement").Select(child => child.Body).FirstOrDefault(body => body is not null);
}
