using System.Xml.Linq;

namespace Diffusion.Infra.Tests;

public sealed class DockerfileTests
{
    public static TheoryData<string> Files => ["Dockerfile", "trainer/Dockerfile"];

    [Theory]
    [MemberData(nameof(Files))]
    public void EverySource_IsThereAndInTheContext(string path)
    {
        var allowed = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        Assert.All(new Dockerfile(path).Sources, source =>
        {
            Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"{path}: there is no {source}");
            Assert.Contains(source, allowed);
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryStage_IsThereAndMakesWhatIsCopied(string path)
    {
        var dockerfile = new Dockerfile(path);
        Assert.NotEmpty(dockerfile.FromStages);
        Assert.All(dockerfile.FromStages, copied =>
        {
            Assert.Contains(copied.Stage, dockerfile.Stages);
            Assert.Contains(dockerfile.Of("RUN"), run => run.Contains(copied.Path));
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryProject_ThatIsPublished_IsThere(string path)
    {
        var projects = new Dockerfile(path).Of("RUN").SelectMany(words => words.Zip(words.Skip(1))).Where(pair => pair.First == "publish").Select(pair => pair.Second).ToArray();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Repository.Root, project, Path.GetFileName(project) + ".csproj")), project));
    }

    /// <summary>A project that is built there needs nothing outside of what is copied.</summary>
    [Fact]
    public void EveryReference_OfThePublishedProjects_IsBelowSrc() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories),
        project => Assert.All(
            XDocument.Load(project).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/')),
            reference => Assert.StartsWith(
                Path.Combine(Repository.Root, "src") + Path.DirectorySeparatorChar,
                Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference)),
                StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Process_IsNoShellAndNotRoot(string path)
    {
        var dockerfile = new Dockerfile(path);
        var last = dockerfile.Instructions[^1];

        Assert.True(last[0] is "CMD" or "ENTRYPOINT");
        // As a list: a shell in between would keep SIGTERM for itself.
        Assert.StartsWith("[", last[1], StringComparison.Ordinal);
        Assert.Equal("10001", dockerfile.Of("USER").Last()[1]);
    }

    [Fact]
    public void Image_HasTheLibrariesThatThePinnedOnnxRuntimeLoads()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => package.Attribute("Include")!.Value == "Microsoft.ML.OnnxRuntime.Gpu").Attribute("Version")!.Value;
        // 1.19 to 1.26 stand on CUDA 12 and cuDNN 9; from 1.27 on it is CUDA 13.
        Assert.InRange(Version.Parse(version), new Version(1, 19), new Version(1, 26, 999));

        var dockerfile = new Dockerfile("Dockerfile");
        Assert.Contains(dockerfile.Of("FROM"), words => words[1].StartsWith("nvidia/cuda:12.", StringComparison.Ordinal) && words[1].Contains("-cudnn-runtime-"));
        var copies = string.Join(' ', dockerfile.Of("RUN").SelectMany(words => words));
        Assert.All(["cublas", "cublasLt", "cudart", "cufft", "curand", "libcudnn*.so.9*"], (string library) => Assert.Contains(library, copies, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_ListensWhereTheAppsIngressLooks()
    {
        var port = Bicep.Templates.File("modules/function-app.bicep").Variable("port").Value.Text;

        Assert.Equal(port, new Dockerfile("Dockerfile").Of("EXPOSE").Single()[1]);
        Assert.Contains($"ASPNETCORE_URLS=http://+:{port}", new Dockerfile("Dockerfile").Of("ENV").SelectMany(words => words));

        // The app's setting overrides the image's.
        var setting = Bicep.Templates.File("modules/function-app.bicep").Variable("hostSettings").Value.Children.Single(child => child.Properties.TryGetValue("name", out var name) && name.String == "ASPNETCORE_URLS");
        Assert.Equal("http://+:${port}", setting.Properties["value"].String);
    }
}
