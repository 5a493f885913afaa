using Diffusion.Graph;

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

        if (!IsRelative(file.Path) || LinksLeave(folder, file.Path))
        {
            problems.Add($"files.{member}.path is '{file.Path}', but must be a relative path inside the model's folder. Put the file beside {ModelCard.FileName}.");
            return null;
        }

        var path = Path.Combine(folder, file.Path);
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

        if (file.Data is { } data)
        {
            return data.Data is null && data.Path == file.Path + OnnxModel.DataSuffix
                ? Resolve(folder, $"{member}.data", data, problems) is null ? null : path
                : Refuse($"files.{member}.data.path is '{data.Path}', but the data of '{file.Path}' lie in '{file.Path}{OnnxModel.DataSuffix}' alone. Export the model again.");
        }

        return path;

        string? Refuse(string problem)
        {
            problems.Add(problem);
            return null;
        }
    }

    internal static bool IsRelative(string? path) =>
        !string.IsNullOrWhiteSpace(path)
        && !Path.IsPathRooted(path)
        && path.AsSpan().IndexOfAny('\\', ':', '\0') < 0
        && !path.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>A link may lead out of the folder although its name does not.</summary>
    private static bool LinksLeave(string folder, string relative)
    {
        var inside = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        var path = folder;
        foreach (var part in relative.Split('/'))
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName.StartsWith(inside) != true)
            {
                return true;
            }
        }

        return false;
    }
}
