using System.CommandLine;
using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Tests.Commands;

public sealed class DatasetArgumentsTests
{
    private static readonly TrainingSettings RandomRun = new() { ImageSize = 64, Crop = "random" };

    [Fact]
    public void Options_NoneGiven_TakePicturesAsTheyAre() => Assert.Equal(new DatasetOptions(), Read(null));

    [Fact]
    public void Options_SizeAlone_CropsTheCentre() =>
        Assert.Equal(new DatasetOptions { Size = 64, Crop = CropKind.Centre }, Read(null, "--size", "64"));

    [Fact]
    public void Options_EachGiven_Acts() => Assert.Equal(
        new DatasetOptions { Size = 64, Crop = CropKind.Random, Split = DatasetSplit.Test, Strict = true, Memory = 1L << 29 },
        Read(null, "--size", "64", "--crop", "random", "--split", "test", "--strict", "--data-memory", "0.5"));

    [Fact]
    public void Options_OfARun_AreItsOwn() =>
        Assert.Equal(new DatasetOptions { Size = 64, Crop = CropKind.Random }, Read(RandomRun));

    [Fact]
    public void Options_OfARunWithoutCrop_TakePicturesAsTheyAre() =>
        Assert.Equal(new DatasetOptions(), Read(new TrainingSettings { ImageSize = 64 }));

    [Fact]
    public void Options_GivenBesideARun_Count() =>
        Assert.Equal(new DatasetOptions { Size = 32, Crop = CropKind.Centre }, Read(RandomRun, "--size", "32", "--crop", "centre"));

    private static DatasetOptions Read(TrainingSettings? recorded, params string[] given)
    {
        var arguments = new DatasetArguments();
        var command = new Command("test");
        arguments.AddTo(command);
        return arguments.Options(command.Parse(["--data", "somewhere", .. given]), recorded);
    }
}
