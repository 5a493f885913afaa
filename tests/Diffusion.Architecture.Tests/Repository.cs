namespace Diffusion.Architecture.Tests;

internal static class Repository
{
    /// <summary>The folder that holds the solution file, found upwards from the test's output.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Diffusion.Functions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Diffusion.Functions.sln.");
    }
}
