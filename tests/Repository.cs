namespace Diffusion;

/// <summary>The repository that the tests were built in; linked into every project that reads its files.</summary>
internal static class Repository
{
    private const string Solution = "Diffusion.Functions.sln";

    /// <summary>The folder that holds the solution file, found upwards from the output; null where there is none.</summary>
    public static string? Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The folder that holds the solution file.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none above the output.</exception>
    public static string Root => Folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Solution}.");

    private static string? Find(DirectoryInfo? folder) =>
        folder is null || File.Exists(Path.Combine(folder.FullName, Solution)) ? folder?.FullName : Find(folder.Parent);
}
