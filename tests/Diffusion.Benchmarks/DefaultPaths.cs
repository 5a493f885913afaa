namespace Diffusion.Benchmarks;

/// <summary>Folders that are used unless others are named: the repository's, or the current folder's outside of it.</summary>
internal static class DefaultPaths
{
    /// <summary>Where tables and plots go.</summary>
    public static string Output => Path.Combine(Root, "out", "bench");

    /// <summary>The model that comes with the repository.</summary>
    public static string Model => Path.Combine(Root, "models", "shapes32");

    private static string Root => Repository.Folder ?? Environment.CurrentDirectory;
}
