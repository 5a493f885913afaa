using Diffusion.Infra.Tests.Bicep;

namespace Diffusion.Infra.Tests;

/// <summary>A Dockerfile's instructions, with continued lines joined and comments left out.</summary>
internal sealed class Dockerfile
{
    public Dockerfile(string path)
    {
        var lines = File.ReadAllLines(Path.Combine(Templates.Infra, path)).Where(line => !line.StartsWith('#'));
        Instructions = [.. string.Join('\n', lines).Replace("\\\n", " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>Words of each instruction, the first its name.</summary>
    public IReadOnlyList<string[]> Instructions { get; }

    public IReadOnlyList<string> Stages => [.. Of("FROM").Where(words => words.Length == 4).Select(words => words[3])];

    public IEnumerable<string[]> Of(string name) => Instructions.Where(words => words[0] == name);

    /// <summary>Copied from the build's context.</summary>
    public IEnumerable<string> Sources => Of("COPY").Where(words => !words[1].StartsWith("--from=", StringComparison.Ordinal)).SelectMany(words => words[1..^1]);

    /// <summary>Copied from other stages: stage and path.</summary>
    public IEnumerable<(string Stage, string Path)> FromStages =>
        Of("COPY").Where(words => words[1].StartsWith("--from=", StringComparison.Ordinal)).Select(words => (words[1]["--from=".Length..], words[2]));
}
