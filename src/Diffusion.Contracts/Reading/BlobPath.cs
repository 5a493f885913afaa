namespace Diffusion.Contracts;

/// <summary>Names of blobs and folders that come from outside.</summary>
public static class BlobPath
{
    /// <summary>Longest name or prefix that is accepted, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// True for segments joined by '/', each of letters, digits, '.', '-' and '_', none of them '.' or '..', none empty:
    /// such a path cannot leave its container on any storage or file system.
    /// </summary>
    public static bool IsInside(string path) => path.Length is > 0 and <= MaxLength && path.Split('/').All(IsSegment);

    private static bool IsSegment(string segment) => segment.Length > 0
        && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && segment.Any(c => c != '.')
        && !segment.EndsWith('.');
}
