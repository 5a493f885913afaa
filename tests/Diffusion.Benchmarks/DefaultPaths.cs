namespace Diffusion.Benchmarks;

internal static class Repository
{
    /// <summary>Where tables and plots go unless something else is named.</summary>
    public static string BenchmarkOutput => Path.Combine(Root(), "out", "bench");

    /// <summary>The model that comes with the repository.</summary>
    public static string Model { get; } = Path.Combine(Root(), "models", "shapes32");

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Diffusion.Functions.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
