using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Chaos.BadJobs;

/// <summary>What people and broken programs put on a queue. Nearly all of it is bad; what happens to be good is run.</summary>
internal static class BadMessages
{
    private const int Size = 100;

    /// <summary>As many messages as wanted; the same seed gives the same ones.</summary>
    public static IReadOnlyList<BadMessage> Create(int seed, int count)
    {
        var schema = JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "job.schema.json")))!;
        var kinds = schema["oneOf"]!.AsArray();
        return [.. Gen.Sample(Any(kinds[0]!, kinds[1]!), count, new Rnd((ulong)seed), Size)];
    }

    private static Gen<BadMessage> Any(JsonNode job, JsonNode reference)
    {
        var text = Gen.Frequency((8, Text(Members(job))), (1, Text(Members(reference))));
        var bytes = Gen.Choose(0, 2000).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), length));
        return Gen.Frequency(
            (16, text.Select(json => new BadMessage("job", Encoding.UTF8.GetBytes(json)))),
            (2, text.Select(json => new BadMessage("job in base64", Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)))))),
            (2, text.Select(json => new BadMessage("job in a blob", Encoding.UTF8.GetBytes(json), IsInBlob: true))),
            (1, bytes.Select(random => new BadMessage("random bytes in base64", Encoding.UTF8.GetBytes(Convert.ToBase64String(random))))),
            (1, bytes.Select(random => new BadMessage("random bytes in a blob", random, IsInBlob: true))),
            (1, bytes.Select(random => new BadMessage("random letters", Encoding.UTF8.GetBytes(string.Concat(random.Select(letter => (char)(' ' + letter))))))),
            (1, bytes.Select(random => new BadMessage("random letters for a batch", Encoding.UTF8.GetBytes("x" + Convert.ToHexString(random)), IsForBatches: true))));
    }

    private static Gen<List<Member>> Members(JsonNode schema) => Gen.Choose(0, 3).SelectMany(wrongs => SchemaValues.Members(schema, (name, inner) =>
        Gen.Choose(0, 19).SelectMany(dice =>
            dice < wrongs * 2 ? WrongValues.Any
            : name == "model" ? Gen.Constant($"\"{TinyModel.Name}\"")
            : SchemaValues.Of(inner))));

    /// <summary>An object's text, which may be spoilt as a whole.</summary>
    private static Gen<string> Text(Gen<List<Member>> members) =>
        from list in members
        from place in Gen.Choose(0, Math.Max(0, list.Count - 1))
        from wrong in WrongValues.Any
        from way in Gen.Choose(0, 19)
        from cut in Gen.Choose(0, 99)
        select Spoil(list, place, wrong, way, cut);

    private static string Spoil(List<Member> members, int place, string wrong, int way, int cut)
    {
        var text = SchemaValues.Render(members);
        return way switch
        {
            // Unknown, twice, in other letters, escaped, empty.
            0 => SchemaValues.Render([.. members, new Member("colour", wrong)]),
            1 when members.Count > 0 => SchemaValues.Render([.. members, members[place]]),
            2 when members.Count > 0 => SchemaValues.Render([.. members, members[place] with { Value = wrong }]),
            3 => SchemaValues.Render(members.Select((member, number) => number == place ? member with { Name = member.Name.ToUpperInvariant() } : member)),
            4 => SchemaValues.Render(members.Select((member, number) => number == place ? member with { Name = "\\u" + $"{(int)member.Name[0]:x4}{member.Name[1..]}" } : member)),
            5 => SchemaValues.Render([.. members, new Member("", wrong), new Member("__proto__", "{}"), new Member("\\ud800", "1")]),

            // Not one object.
            6 => text[..(text.Length * cut / 100)],
            7 => $"[{text}]",
            8 => text + text,
            9 => "\ufeff" + text,
            10 => text.Replace(",", ",,", StringComparison.Ordinal),
            11 => wrong,
            _ => text,
        };
    }
}

/// <summary>A message, or a job blob that a message names.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsInBlob">Whether they lie in a blob.</param>
/// <param name="IsForBatches">Whether it goes to the queue that is the planner's alone.</param>
internal sealed record BadMessage(string Kind, byte[] Content, bool IsInBlob = false, bool IsForBatches = false)
{
    /// <inheritdoc />
    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(Content);
        return $"{Kind}: {(text.Length <= 300 ? text : text[..300] + "…")}";
    }
}
