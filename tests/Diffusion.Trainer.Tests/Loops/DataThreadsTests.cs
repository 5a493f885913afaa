using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Preparation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Tests.Datasets.Preparation;

namespace Diffusion.Trainer.Tests.Loops;

public sealed class DataThreadsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Train_AnyDataThreads_EndsWithTheSameBytes()
    {
        for (var index = 0; index < 6; index++)
        {
            var label = Directory.CreateDirectory(At(Path.Combine("data", index < 3 ? "a" : "b"))).FullName;
            PngFile.Save(Pattern.Draw(12 + index, 15), Path.Combine(label, $"{index}.png"));
        }

        // Nothing is kept: each step decodes and crops its pictures anew.
        var images = DatasetReader.Read(At("data"), new DatasetOptions { Size = 8, Crop = CropKind.Random, Memory = 0 });
        var settings = TestRuns.Unet(images) with { Steps = 4, Replicas = 1, Crop = "random", TimestepSampler = "lossSecondMoment", Timesteps = 3 };
        TestRuns.Train(At("alone"), settings with { DataThreads = 0 }, images);
        TestRuns.Train(At("ahead"), settings with { DataThreads = 3 }, images);

        Assert.Equal(Tensors("alone"), Tensors("ahead"));
        Assert.All(
            new MetricsFile(Path.Combine(At("alone"), TrainingSession.MetricsName)).Read(),
            line => Assert.InRange(line.DataWait, double.Epsilon, 1));
    }

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private byte[] Tensors(string run) => File.ReadAllBytes(Path.Combine(At(run), "checkpoint-00000004", CheckpointFolder.TensorsName));
}
