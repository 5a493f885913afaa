using System.Diagnostics.CodeAnalysis;

namespace Diffusion.Runtime;

/// <summary>Finds a card's files and compares their hashes. A path cannot leave the folder.</summary>
internal static class ModelFilesCheck
{
    /// <summary>The file's full path; null where the card names none, or where a problem was added.</summary>
    public static string? Resolve(string folder, string member, ModelFile? file, ICollection<string> problems)
    {
        if (file is null)
        {
            return null;
        }

        if (!IsInside(folder, file.Path, out var path))
        {
            problems.Add($"files.{member}.path is '{file.Path}', but must be a relative path inside the model's folder. Put the file beside {ModelCard.FileName}.");
            return null;
        }

        if (!File.Exists(path))
        {
            problems.Add($"files.{member}: there is no '{path}'. Copy the file there, or export the model again.");
            return null;
        }

        var actual = ModelFile.HashOf(path);
        if (actual != file.Sha256)
        {
            problems.Add($"files.{member}: '{path}' has SHA-256 {actual}, but the card says '{file.Sha256}'. Copy the model's folder again, or export the model again.");
            return null;
        }

        return path;
    }

    private static bool IsInside(string folder, string? relative, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (string.IsNullOrWhiteSpace(relative)
            || Path.IsPathRooted(relative)
            || relative.AsSpan().IndexOfAny('\\', ':', '\0') >= 0
            || relative.Split('/').Any(part => part is "" or "." or ".."))
        {
            return false;
        }

        path = Path.Combine(folder, relative);

        // A link may lead out of the folder although its name does not.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        return target is null || target.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar);
    }
}
