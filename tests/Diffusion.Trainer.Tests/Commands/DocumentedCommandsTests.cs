using System.Text.RegularExpressions;
using Diffusion.Trainer.Commands;

namespace Diffusion.Trainer.Tests.Commands;

/// <summary>Every command line of the trainer that the documents name is one that it takes.</summary>
public sealed partial class DocumentedCommandsTests
{
    private const string Start = "./dev trainer ";

    public static TheoryData<string, string> Lines
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (document, line) in All())
            {
                rows.Add(document, line);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Parse_LineOfADocument_HasNoErrors(string document, string line)
    {
        var parsed = TrainerCommandLine.Create().Parse(ShellWords.Split(line));
        Assert.True(parsed.Errors.Count == 0 && parsed.Action is not null, $"{document}: {line}\n{string.Join('\n', parsed.Errors.Select(error => error.Message))}");
    }

    [Fact]
    public void Lines_AreFoundInBothKindsOfDocument()
    {
        Assert.Contains(All(), found => found.Document == "README.md");
        Assert.Contains(All(), found => found.Document.EndsWith("training.md", StringComparison.Ordinal) && found.Line.StartsWith("evaluate bpd", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Document, string Line)> All() =>
        Documents().SelectMany(path => CommandsIn(path).Select(line => (Path.GetRelativePath(Repository.Root, path), line)));

    private static IEnumerable<string> Documents() =>
        [Path.Combine(Repository.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Lines of a shell, continued ones joined, without their comments; and what stands between backquotes with an option in it.</summary>
    private static IEnumerable<string> CommandsIn(string path)
    {
        var text = File.ReadAllText(path).Replace("\\\n", " ", StringComparison.Ordinal);
        return text.Split('\n').Where(line => line.StartsWith(Start, StringComparison.Ordinal)).Select(line => Comment().Replace(line[Start.Length..], ""))
            .Concat(Quoted().Matches(text).Select(match => match.Groups[1].Value).Where(line => line.Contains("--", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"`\./dev trainer ([^`]+)`")]
    private static partial Regex Quoted();
}
