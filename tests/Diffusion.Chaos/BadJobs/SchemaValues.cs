using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Chaos.BadJobs;

/// <summary>Values that a JSON schema allows, as JSON text. Knows the words of JSON Schema that the published job schema uses.</summary>
internal static class SchemaValues
{
    private const int Spread = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Where a schema gives a pattern, those of these that match it.
    private static readonly string[] Words =
        [TinyModel.Name, "results", "team/run-1", "a.b/c_d", "disc", "ring", "7", "25", "3,3", "ddim5", "quad4", "karras6", "trailing5", "x", "Ab9_-", ""];

    /// <summary>Values of a schema.</summary>
    public static Gen<string> Of(JsonNode schema) => schema switch
    {
        _ when schema["const"] is { } only => Gen.Constant(only.ToJsonString()),
        _ when schema["enum"] is JsonArray choices => Gen.Elements(choices.Select(choice => choice!.ToJsonString())),
        _ when schema["oneOf"] is JsonArray choices => Gen.OneOf(choices.Select(choice => Of(choice!))),
        _ when schema["type"] is JsonArray types => Gen.OneOf(types.Select(type => Of(schema, type!.GetValue<string>()))),
        _ => Of(schema, schema["type"]!.GetValue<string>()),
    };

    /// <summary>Members of an object schema, required ones nearly always and others now and then, each with a value.</summary>
    public static Gen<List<Member>> Members(JsonNode schema, Func<string, JsonNode, Gen<string>> value)
    {
        var required = schema["required"]!.AsArray().Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        return Gen.CollectToList(
            schema["properties"]!.AsObject(),
            property => Gen.Choose(0, 99).SelectMany(dice => dice < (required.Contains(property.Key) ? 97 : 9)
                ? value(property.Key, property.Value!).Select(text => (Member?)new Member(property.Key, text))
                : Gen.Constant((Member?)null))).Select(members => members.OfType<Member>().ToList());
    }

    /// <summary>An object's text.</summary>
    public static string Render(IEnumerable<Member> members) => "{" + string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Value}")) + "}";

    private static Gen<string> Of(JsonNode schema, string type) => type switch
    {
        "string" => Gen.Elements(Words.Where(word => schema["pattern"] is not { } pattern || Regex.IsMatch(word, pattern.GetValue<string>(), RegexOptions.None, Patience))
            .Select(word => JsonValue.Create(word).ToJsonString())),
        "integer" => Gen.Choose(Minimum(schema), Minimum(schema) + Spread).Select(number => $"{number}"),
        "number" => Gen.Choose(0, Spread).Select(tick => $"{Minimum(schema) + (tick * ((schema["maximum"]?.GetValue<double>() ?? 4) - Minimum(schema)) / Spread):R}"),
        "array" => Gen.Choose(schema["minItems"]?.GetValue<int>() ?? 0, schema["maxItems"]?.GetValue<int>() is { } most and < 4 ? most : 4)
            .SelectMany(length => Gen.ListOf(Of(schema["items"]!), length))
            .Select(items => $"[{string.Join(",", items)}]"),
        "object" => Members(schema, (_, inner) => Of(inner)).Select(Render),
        _ => throw new NotSupportedException($"The schema's type '{type}' has no values here. Add them."),
    };

    private static int Minimum(JsonNode schema) => schema["minimum"]?.GetValue<int>() ?? 0;
}

/// <summary>A member of an object: its name as it stands between the quotes, and its value's text.</summary>
internal sealed record Member(string Name, string Value);
