using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    private string Folder => Path.Combine(root.Path, "shapes");

    public void Dispose() => root.Dispose();

    [Fact]
    public void Open_GoodFolder_TellsWhatTheCardSays()
    {
        CardFolder.Write(root.Path, "shapes");

        var model = ModelFolder.Open(Folder);

        Assert.Equal("shapes", model.Card.Name);
        Assert.Equal(["disc", "ring"], model.Card.Classes);
        Assert.Equal(2, model.Card.NullClass);
        Assert.Equal(PredictionKind.V, model.Settings.Prediction);
        Assert.Equal(VarianceKind.FixedSmall, model.Settings.Variance);
        Assert.Equal(1000, model.Settings.Schedule.Timesteps);
        Assert.Equal(Path.Combine(Folder, "unet.onnx"), model.UnetPath);
        Assert.Equal(Path.Combine(Folder, "gradient.onnx"), model.ClassifierGradientPath);
        Assert.Null(model.JudgePath);
        Assert.Equal(42, (int)model.Card.Training!["seed"]!);
    }

    [Fact]
    public void Hash_WhiteSpaceOfTheCard_DoesNotMatter()
    {
        CardFolder.Write(root.Path, "shapes");
        var hash = ModelFolder.Open(Folder).Hash;
        var path = Path.Combine(Folder, ModelCard.FileName);
        File.WriteAllText(path, File.ReadAllText(path).ReplaceLineEndings(" "));

        Assert.Equal(64, hash.Length);
        Assert.Equal(hash, ModelFolder.Open(Folder).Hash);
    }

    [Fact]
    public void Hash_AnotherFileContent_IsAnother()
    {
        CardFolder.Write(root.Path, "shapes");
        var hash = ModelFolder.Open(Folder).Hash;
        File.WriteAllText(Path.Combine(Folder, "unet.onnx"), "other weights");
        CardFolderRewrite(card => card with { Files = card.Files with { Unet = ModelFile.Describe(Folder, "unet.onnx") } });

        Assert.NotEqual(hash, ModelFolder.Open(Folder).Hash);
    }

    [Fact]
    public void Open_NoCard_SaysWhichFolder()
    {
        Directory.CreateDirectory(Folder);

        Assert.Contains(Folder, Problems().Single());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{ "name": 3 }""")]
    [InlineData("""{ "name": "shapes", "colour": "red" }""")]
    public void Open_CardThatIsNone_IsRefused(string json)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, ModelCard.FileName), json);

        Assert.Contains(ModelCard.FileName, Problems().Single());
    }

    [Fact]
    public void Open_ManyProblems_ListsAll()
    {
        CardFolder.Write(root.Path, "shapes", card => card with
        {
            Format = 2,
            Name = "Shapes",
            Version = "",
            ImageSize = 0,
            Channels = 4,
            Classes = ["disc", "disc", " "],
            NullClass = 7,
            Prediction = "noise",
            Variance = "small",
            Schedule = new ScheduleCard { Name = "cosin", Timesteps = 1000 },
            Rows = [4, 1],
        });
        File.Delete(Path.Combine(Folder, "unet.onnx"));
        File.WriteAllText(Path.Combine(Folder, "gradient.onnx"), "changed");

        var problems = Problems();

        string[] expected =
        [
            "format is 2", "name is 'Shapes'", "version is empty", "imageSize is 0", "channels is 4", "empty name", "name twice",
            "nullClass is 7", "'noise'", "'small'", "'cosin'", "rows is [4, 1]", "unet.onnx", "has SHA-256",
        ];
        Assert.All(expected, text => Assert.Contains(problems, problem => problem.Contains(text)));
        Assert.Equal(expected.Length, problems.Count);
    }

    [Theory]
    [InlineData("../secret.onnx")]
    [InlineData("/etc/hostname")]
    [InlineData("sub/../../secret.onnx")]
    [InlineData("./unet.onnx")]
    [InlineData("sub\\unet.onnx")]
    [InlineData("C:unet.onnx")]
    [InlineData("")]
    public void Open_PathThatLeavesTheFolder_IsRefused(string path)
    {
        File.WriteAllText(Path.Combine(root.Path, "secret.onnx"), "secret");
        CardFolder.Write(root.Path, "shapes", card => card with { Files = card.Files with { Unet = new ModelFile(path, "00") } });

        Assert.Contains("inside the model's folder", Problems().Single());
    }

    [Fact]
    public void Open_LinkThatLeavesTheFolder_IsRefused()
    {
        File.WriteAllText(Path.Combine(root.Path, "secret.onnx"), "secret");
        CardFolder.Write(root.Path, "shapes");
        File.Delete(Path.Combine(Folder, "unet.onnx"));
        File.CreateSymbolicLink(Path.Combine(Folder, "unet.onnx"), Path.Combine(root.Path, "secret.onnx"));

        Assert.Contains("inside the model's folder", Problems().Single());
    }

    [Fact]
    public void Open_LinkedSubfolderThatLeavesTheFolder_IsRefused()
    {
        var outside = Directory.CreateDirectory(Path.Combine(root.Path, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "unet.onnx"), "unet");
        CardFolder.Write(root.Path, "shapes", card => card with
        {
            Files = card.Files with { Unet = ModelFile.Describe(outside, "unet.onnx") with { Path = "sub/unet.onnx" } },
        });
        Directory.CreateSymbolicLink(Path.Combine(Folder, "sub"), outside);

        Assert.Contains("inside the model's folder", Problems().Single());
    }

    [Fact]
    public void Open_DataBesideAFile_AreCheckedToo()
    {
        CardFolder.Write(root.Path, "shapes");
        var data = Path.Combine(Folder, "unet.onnx.data");
        File.WriteAllText(data, "weights");
        CardFolderRewrite(card => card with { Precision = "fp16", Files = card.Files with { Unet = ModelFile.Describe(Folder, "unet.onnx") } });
        Assert.Equal("unet.onnx.data", ModelFolder.Open(Folder).Card.Files.Unet!.Data!.Path);

        File.WriteAllText(data, "others");
        Assert.Contains("files.unet.data: ", Problems().Single());
        File.Delete(data);
        Assert.Contains("files.unet.data: there is no", Problems().Single());
    }

    [Theory]
    [InlineData("../unet.onnx.data")]
    [InlineData("gradient.onnx")]
    public void Open_DataOfAnotherName_IsRefused(string path)
    {
        CardFolder.Write(root.Path, "shapes", card => card with { Files = card.Files with { Unet = card.Files.Unet! with { Data = new ModelFile(path, "00") } } });
        Assert.Contains($"files.unet.data.path is '{path}'", Problems().Single());
    }

    [Fact]
    public void Hash_NeitherPrecisionNorData_IsThatOfCardsBeforeThem()
    {
        CardFolder.Write(root.Path, "shapes");
        var json = File.ReadAllText(Path.Combine(Folder, ModelCard.FileName));
        Assert.DoesNotContain("precision", json);
        Assert.DoesNotContain("\"data\"", json);
    }

    [Fact]
    public void Open_UnknownPrecision_ListsTheKnown()
    {
        CardFolder.Write(root.Path, "shapes", card => card with { Precision = "int8" });
        Assert.Contains("precision is 'int8'. Use one of: fp32, fp16", Problems().Single());
    }

    [Fact]
    public void Open_NoUnet_IsRefused()
    {
        CardFolder.Write(root.Path, "shapes", card => card with { Files = card.Files with { Unet = null } });

        Assert.Contains("files.unet is missing", Problems().Single());
    }

    private IReadOnlyList<string> Problems() => Assert.Throws<ModelException>(() => ModelFolder.Open(Folder)).Problems;

    private void CardFolderRewrite(Func<ModelCard, ModelCard> change) => ModelCardJson.Write(change(ModelCardJson.Read(Folder)), Folder);
}
