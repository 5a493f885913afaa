using System.Text.Json;

namespace Diffusion.Golden;

/// <summary>
/// The folder of golden cases: the one that the environment variable GOLDEN_DIR names, or this repository's <c>tests/golden</c>.
/// Its <c>index.json</c> lists the cases, so that another folder in the same format runs without new code.
/// </summary>
public static class GoldenFolder
{
    /// <summary>Stands for the cases of a group in a folder that has none: a theory wants at least one row.</summary>
    public const string NoCase = "none in this folder";

    private const string Variable = "GOLDEN_DIR";

    private static readonly Lazy<IReadOnlyList<string>> AllNames = new(() => ReadNames(Root!));

    /// <summary>Full path.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : InRepository();

    /// <summary>Whether the cases are this repository's own.</summary>
    public static bool IsRepositorys { get; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Names of all cases, <c>group/case</c>, in the order of the index.</summary>
    public static IReadOnlyList<string> Names => AllNames.Value;

    /// <summary>
    /// The cases of a group as the member data of a theory: one argument, the case's name. A named folder may lack the group,
    /// which gives <see cref="NoCase"/>; this repository's own may not.
    /// </summary>
    public static IEnumerable<object[]> Group(string group)
    {
        var names = Names.Where(name => name.StartsWith(group + "/", StringComparison.Ordinal)).DefaultIfEmpty(NoCase).ToList();
        return names[0] == NoCase && IsRepositorys
            ? throw new InvalidDataException($"{Root} has no case of group '{group}'.")
            : names.Select(name => new object[] { name });
    }

    /// <summary>Checks a case of <see cref="Group"/>; <see cref="NoCase"/> has nothing to check.</summary>
    public static void Check(string name, Action<GoldenCase> check)
    {
        if (name != NoCase)
        {
            check(GoldenCase.Load(name));
        }
    }

    /// <summary>Full path of a file that a case names.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Names of all cases of a folder, in the order of its index.</summary>
    public static IReadOnlyList<string> ReadNames(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
    }

    private static string InRepository() => Repository.Folder is { } root
        ? Path.Combine(root, "tests", "golden")
        : throw new DirectoryNotFoundException("No repository above the tests' folder, and GOLDEN_DIR is not set. Set GOLDEN_DIR to a folder of golden cases.");
}
