using System.Text.RegularExpressions;

namespace Diffusion.Architecture.Tests;

/// <summary>Product code is written once against the official packages: no conditional compilation, no word of stand-ins.</summary>
public partial class ProductCodeTests
{
    public static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories);

    [Fact]
    public void Sources_Directives_HaveNoSecondCodePath()
    {
        Assert.NotEmpty(Sources);
        Assert.DoesNotContain(Sources, file => ConditionalCompilation().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void Sources_FolderNames_SayWhatTheyHold()
    {
        string[] empty = ["Helpers", "Utils", "Utilities", "Common", "Interfaces", "Misc"];
        var folders = Sources.SelectMany(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!).Split('/', '\\'));
        Assert.Empty(folders.Intersect(empty, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\s*#\s*(if|elif)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ConditionalCompilation();
}
