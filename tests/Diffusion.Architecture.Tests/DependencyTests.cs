using System.Reflection;
using System.Xml.Linq;

namespace Diffusion.Architecture.Tests;

/// <summary>Each project may use only what stands above it in the design; the table is that rule.</summary>
public class DependencyTests
{
    /// <summary>Project, the projects that it may use, the outside libraries that it alone (with those named too) may use.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Diffusion.Graph"] = [],
        ["Diffusion.Networks"] = ["Diffusion.Graph"],
        ["Diffusion.Sampling"] = ["Diffusion.Graph"],
        ["Diffusion.Runtime"] = ["Diffusion.Graph", "Diffusion.Networks", "Diffusion.Sampling"],
        ["Diffusion.Contracts"] = [],
        ["Diffusion.Jobs"] = ["Diffusion.Sampling", "Diffusion.Runtime", "Diffusion.Contracts"],
        ["Diffusion.Functions"] = ["Diffusion.Sampling", "Diffusion.Runtime", "Diffusion.Contracts", "Diffusion.Jobs"],
        ["Diffusion.Trainer"] = ["Diffusion.Graph", "Diffusion.Networks", "Diffusion.Sampling", "Diffusion.Runtime"],
        ["Diffusion.Cli"] = ["Diffusion.Sampling", "Diffusion.Runtime", "Diffusion.Contracts", "Diffusion.Jobs"],
    };

    private static readonly Dictionary<string, string[]> Libraries = new(StringComparer.Ordinal)
    {
        ["Google.Protobuf"] = ["Diffusion.Graph"],
        // The trainer runs both engines on the same inputs after an export.
        ["Microsoft.ML.OnnxRuntime"] = ["Diffusion.Runtime", "Diffusion.Trainer"],
        ["MathNet"] = ["Diffusion.Trainer"],
        ["TorchSharp"] = ["Diffusion.Trainer"],
        ["SixLabors.ImageSharp"] = ["Diffusion.Jobs", "Diffusion.Trainer", "Diffusion.Cli"],
        ["Azure.Storage.Queues"] = ["Diffusion.Contracts", "Diffusion.Jobs", "Diffusion.Functions", "Diffusion.Cli"],
        ["Azure.Storage.Blobs"] = ["Diffusion.Jobs", "Diffusion.Functions", "Diffusion.Cli"],
        ["Microsoft.Azure.Functions.Worker"] = ["Diffusion.Functions"],
        ["Microsoft.AspNetCore"] = ["Diffusion.Functions"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Table_EveryProjectUnderSrc_IsListed()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName);
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_OfEveryProject_FollowTheArrows(string project)
    {
        var used = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(used.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AssemblyReferences_OfEveryProject_FollowTheArrows(string project)
    {
        var used = References(project).Where(name => name.StartsWith("Diffusion.", StringComparison.Ordinal));
        Assert.Empty(used.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Libraries_OfEveryProject_AreItsOwn(string project)
    {
        var strangers = from name in References(project)
                        from library in Libraries
                        where name == library.Key || name.StartsWith(library.Key + ".", StringComparison.Ordinal)
                        where !library.Value.Contains(project, StringComparer.Ordinal)
                        select $"{project} uses {name}, which belongs to {string.Join(", ", library.Value)}";
        Assert.Empty(strangers);
    }

    private static IEnumerable<string> References(string project)
    {
        var assembly = Assembly.Load(project == "Diffusion.Cli" ? "diffusion" : project);
        return assembly.GetReferencedAssemblies().Select(name => name.Name!);
    }
}
