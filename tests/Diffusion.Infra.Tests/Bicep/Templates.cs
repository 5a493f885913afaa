using System.Diagnostics;
using System.Text.Json;

namespace Diffusion.Infra.Tests.Bicep;

/// <summary>All Bicep files under infra/, parsed once.</summary>
internal static class Templates
{
    // Trees are deep.
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 512 };

    private static readonly Lazy<IReadOnlyDictionary<string, BicepFile>> Parsed = new(() => Parse(
        [.. Directory.EnumerateFiles(Infra, "*.bicep", SearchOption.AllDirectories).Where(path => !path.Contains("node_modules")).Order(StringComparer.Ordinal)]));

    public static string Infra => Path.Combine(Repository.Root, "infra");

    public static IReadOnlyCollection<BicepFile> All => [.. Parsed.Value.Values];

    public static BicepFile Main => File("main.bicep");

    /// <summary>A file by its path below infra/.</summary>
    public static BicepFile File(string path) => Parsed.Value[Path.GetFullPath(Path.Combine(Infra, path))];

    /// <summary>Parses files with tree-sitter's grammar of Bicep. `./dev setup` installs it.</summary>
    public static IReadOnlyDictionary<string, BicepFile> Parse(params string[] paths)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Infra, "local", "bicep-tree.mjs"), .. paths])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, BicepNode>>(output, Deep)!
                .ToDictionary(tree => tree.Key, tree => new BicepFile(tree.Key, tree.Value), StringComparer.Ordinal)
            : throw new InvalidOperationException($"bicep-tree.mjs ended with {node.ExitCode}. Run ./dev setup.\n{errors.Result}");
    }
}
