namespace Diffusion.Runtime.Tests.Models;

public sealed class ModelRegistryTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Names_Folders_AreThoseWithACard()
    {
        CardFolder.Write(root.Path, "shapes");
        CardFolder.Write(root.Path, "digits");
        Directory.CreateDirectory(Path.Combine(root.Path, "empty"));

        Assert.Equal(["digits", "shapes"], new ModelRegistry(root.Path).Names);
    }

    [Fact]
    public void Names_NoRoot_IsEmpty() => Assert.Empty(new ModelRegistry(Path.Combine(root.Path, "nowhere")).Names);

    [Fact]
    public void Open_Name_OpensItsFolder()
    {
        CardFolder.Write(root.Path, "shapes");

        Assert.Equal("shapes", new ModelRegistry(root.Path).Open("shapes").Card.Name);
    }

    [Fact]
    public void Open_UnknownName_ListsTheKnown()
    {
        CardFolder.Write(root.Path, "shapes");

        var error = Assert.Throws<ModelException>(() => new ModelRegistry(root.Path).Open("shape"));

        Assert.Contains("'shape'", error.Message);
        Assert.Contains("shapes", error.Message);
    }

    [Theory]
    [InlineData("../shapes")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("/etc")]
    [InlineData("Shapes")]
    [InlineData("")]
    [InlineData("shapes\n")]
    public void Open_NameThatIsNone_IsRefused(string name)
    {
        CardFolder.Write(root.Path, "shapes");

        var error = Assert.Throws<ModelException>(() => new ModelRegistry(Path.Combine(root.Path, "shapes")).Open(name));

        Assert.Contains("not a model's name", error.Message);
    }

    [Fact]
    public void Open_CardWithAnotherName_IsRefused()
    {
        CardFolder.Write(root.Path, "shapes", card => card with { Name = "digits" });

        Assert.Contains("'digits'", Assert.Throws<ModelException>(() => new ModelRegistry(root.Path).Open("shapes")).Message);
    }
}
