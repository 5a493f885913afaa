using System.CommandLine;
using Diffusion.Networks;
using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Tests.Commands;

public sealed class TrainOptionsTests
{
    [Fact]
    public void Apply_FlagsOfAdm64_GiveItsNetwork()
    {
        var settings = Apply(
            TrainingTask.Unet,
            "--width 192 --res-blocks 3 --multipliers 1 2 3 4 --attention-rates 2 4 8 --heads 4 --head-channels 64 --dropout 0.1 --resblock-updown --new-attention-order --scale-shift-norm --conv-resample");
        var expected = ForeignNetworks.Unet(ImportPreset.Find("adm-64", NetworkKind.Unet).ModelFlags);

        // Sizes and labels follow from the data set.
        var network = settings.Unet! with { ImageSize = 64, OutChannels = 6, NumClasses = 1000 };
        Assert.Equal(expected, network);
        Assert.Equal(
            NetworkParameters.Of(expected).Select(parameter => (parameter.Name, string.Join(' ', parameter.Shape))),
            NetworkParameters.Of(network).Select(parameter => (parameter.Name, string.Join(' ', parameter.Shape))));
    }

    [Fact]
    public void Apply_FlagsOfAdm64sClassifier_GiveItsNetwork()
    {
        var settings = Apply(
            TrainingTask.Classifier,
            "--width 128 --res-blocks 4 --multipliers 1 2 3 4 --attention-rates 2 4 8 --head-channels 64 --pool attention --resblock-updown true --conv-resample true");
        Assert.Equal(
            ForeignNetworks.Classifier(ImportPreset.Find("adm-64-classifier", NetworkKind.Classifier).ModelFlags),
            settings.Encoder! with { ImageSize = 64, OutChannels = 1000 });
    }

    [Fact]
    public void Apply_OptimizersNumbers_AreTaken()
    {
        var settings = Apply(TrainingTask.Unet, "--beta1 0.8 --beta2 0.999 --adam-epsilon 1e-6 --heads 2 --scale-shift-norm false");
        Assert.Equal((0.8, 0.999, 1e-6), (settings.Beta1, settings.Beta2, settings.AdamEpsilon));
        Assert.Equal((2, -1, false), (settings.Unet!.NumHeads, settings.Unet.NumHeadChannels, settings.Unet.UseScaleShiftNorm));
    }

    [Fact]
    public void Apply_PoolOfAUnet_IsRefused() =>
        Assert.Contains("--pool is for a classifier", Assert.Throws<TrainerException>(() => Apply(TrainingTask.Unet, "--pool adaptive")).Message);

    private static TrainingSettings Apply(TrainingTask task, string line)
    {
        var options = new TrainOptions();
        var command = new Command("test");
        options.AddTo(command);
        var parsed = command.Parse(ShellWords.Split(line));
        Assert.Empty(parsed.Errors);
        return options.Apply(Presets.Table.Find("shapes32")(task), parsed);
    }
}
