using System.Globalization;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Datasets.Shapes;
using Diffusion.Trainer.Loops;

namespace Diffusion.Benchmarks.Training;

/// <summary>Where a training step's time goes, what it allocates, and whether memory stays as it is.</summary>
internal sealed class TrainingBenchmark(string folder, int soakSteps)
{
    private const int WarmUp = 10;
    private const int Measured = 40;
    private const int Early = 100;
    private const int Warm = 1000;

    // From the step at which heaps and allocators are warm. A leak of one tensor a step would be far more.
    private const double LargestGrowth = 0.05;

    /// <returns>0, or 1 where memory grows.</returns>
    public int Run(string markdown, CancellationToken stop)
    {
        // First, while the process is small: what later runs have freed would hide a leak.
        var soak = Train("memory", Smallest(), Images(8), stop);
        var (early, warm, last) = (At(Early), At(Warm), soak.Lines[^1].WorkingSet);
        var growth = (last / (double)warm) - 1;
        var memory = Text($"memory: {early / 1048576.0:F0} MiB at step {Early}, {warm / 1048576.0:F0} at {Warm:N0}, {last / 1048576.0:F0} at {soakSteps:N0} ({growth:+0.0 %;−0.0 %} since step {Warm:N0}; limit {LargestGrowth:P0})");
        Console.WriteLine(memory);

        var table = new ResultTable("training", "images/s", "in libtorch", "waiting for data", "managed bytes a step");
        var images = Images(32);
        foreach (var (name, settings) in Speeds(images))
        {
            var watch = Train(name, settings with { Steps = WarmUp + Measured, LogEvery = WarmUp }, images, stop);
            var lines = watch.Lines.Skip(1).ToList();
            table.Add(
                name,
                Text($"{lines.Average(line => line.Metrics.ImagesPerSecond):F1}"),
                Text($"{lines.Average(line => line.Metrics.Computing):P1}"),
                Text($"{lines.Average(line => line.Metrics.DataWait):P1}"),
                Text($"{(watch.Lines[^1].Allocated - watch.Lines[0].Allocated) / Measured:N0}"));
        }

        table.Print($"shapes32 on {Environment.ProcessorCount} CPU cores, {Measured} steps of 32 images after {WarmUp} that warm up.", markdown);
        File.AppendAllText(markdown, $"\n{memory}\n");
        Console.WriteLine(growth <= LargestGrowth ? "bench training: within the limit" : "bench training: memory GROWS");
        return growth <= LargestGrowth ? 0 : 1;

        long At(int step) => soak.Lines.First(line => line.Metrics.Step == step).WorkingSet;
    }

    private static IEnumerable<(string Name, TrainingSettings Settings)> Speeds(ImageSet images)
    {
        var preset = Presets.Table.Find("shapes32");
        var unet = preset(TrainingTask.Unet);
        var classifier = preset(TrainingTask.Classifier) with { Replicas = unet.Replicas };
        var plain = unet with { Variance = "fixedSmall", Loss = "mse", Unet = unet.Unet! with { OutChannels = images.Channels } };
        yield return ("UNet", Of(plain, images));
        yield return ("UNet, learned variance", Of(unet, images));
        yield return ("UNet, microbatches of 4", Of(plain with { Microbatch = 4 }, images));
        yield return ("classifier", Of(classifier, images));
    }

    /// <summary>The smallest network: its steps take milliseconds, so that a leak has many steps to show.</summary>
    private TrainingSettings Smallest()
    {
        var tiny = Presets.Table.Find("tiny")(TrainingTask.Unet);
        var settings = Of(tiny with { Unet = tiny.Unet! with { ImageSize = 8, ChannelMult = [1], AttentionResolutions = [] } }, Images(8));
        return settings with { Steps = soakSteps, LogEvery = Early, EmaRates = [0.99], EmaLengths = [0.05, 0.1], SnapshotEvery = soakSteps };
    }

    private static TrainingSettings Of(TrainingSettings settings, ImageSet images) => settings with
    {
        Classes = images.Classes,
        ImageSize = images.Size,
        Channels = images.Channels,
        DataHash = images.Hash,
        CheckpointEvery = int.MaxValue,
        Unet = settings.Unet is null ? null : settings.Unet with { NumClasses = images.Classes.Count + 1 },
    };

    private MemoryWatch Train(string name, TrainingSettings settings, ImageSet images, CancellationToken stop)
    {
        var watch = new MemoryWatch(name);
        using var session = TrainingSession.Start(Path.Combine(folder, name), settings, images, "bench training");
        session.Train(watch, stop);
        stop.ThrowIfCancellationRequested();
        return watch;
    }

    private static ImageSet Images(int size)
    {
        const int PerClass = 20;
        var classes = ShapeClass.All.Select(shape => shape.Name).ToList();
        var pixels = new List<byte>();
        for (var picture = 0; picture < PerClass * classes.Count; picture++)
        {
            var drawn = ShapesDataset.Picture(1, picture / PerClass, picture % PerClass, size).Pixels;
            pixels.AddRange(Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, size * size).Select(pixel => drawn[(3 * pixel) + channel])));
        }

        return new ImageSet(classes, size, 3, [.. pixels], [.. Enumerable.Range(0, PerClass * classes.Count).Select(picture => picture / PerClass)]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
