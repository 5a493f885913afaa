using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Pictures;

namespace Diffusion.Trainer.Samples;

/// <summary>
/// What a UNet's averaged weights make of noise: a sheet with a class in each row, sampled by the product's own runtime from the run
/// exported as it would be for good. Each place starts from the same noise in every sheet, so that sheets can be compared.
/// </summary>
/// <param name="run">The run's folder.</param>
public sealed class SampleSheet(string run)
{
    private const int Columns = 8;
    private const int MostClasses = 10;
    private const int Evaluations = 25;
    private const int SideOnSheet = 64;
    private const string ModelName = "samples";

    /// <summary>Samples from the newest checkpoint.</summary>
    /// <param name="stop">Gives up between two steps.</param>
    /// <exception cref="TrainerException">The run cannot be exported.</exception>
    /// <exception cref="ModelException">Nor the export be opened.</exception>
    /// <exception cref="ImageException">An image is not a number.</exception>
    public Picture Draw(CancellationToken stop)
    {
        // First of all: it makes ONNX Runtime's environment, whose threads all of the runtime's sessions share, and the export compares engines in it.
        var device = Device.Select(DeviceChoice.Auto);
        var folder = Path.Combine(run, ".model-of-samples");
        try
        {
            if (ModelExport.Write(new ExportRuns(run), folder, ModelName).FirstOrDefault(difference => !difference.IsSmall) is { } difference)
            {
                throw new TrainerException($"The engines differ by {difference.Largest:E2} in {difference.Output} of {difference.File}, so there is no sheet of samples.");
            }

            return Task.Run(() => DrawAsync(ModelFolder.Open(folder), device, stop), CancellationToken.None).GetAwaiter().GetResult();
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<Picture> DrawAsync(ModelFolder model, Device device, CancellationToken stop)
    {
        await using var engine = await SamplingEngine.StartAsync(model, device, cancellation: stop);
        var plan = SamplingPlan.Create(model.Settings, OptionsOf(model.Settings));
        int[] labels = [.. Labels(model.Card.Classes.Count)];
        var images = await Task.WhenAll(Enumerable.Range(0, labels.Length * Columns).Select(index => engine.GenerateAsync(
            new ImageRequest(plan, labels[index / Columns], ClassifierLabel: null, Seed: 0, (uint)index), progress: null, stop)));
        return ContactSheet.Draw(
            [.. images.Chunk(Columns).Zip(labels, (row, label) => new ContactSheetRow(model.Card.Classes[label], [.. row.Select(SampledPicture.Of)]))],
            Math.Max(1, SideOnSheet / model.Card.ImageSize));
    }

    /// <summary>All classes, or so many spread over them.</summary>
    private static IEnumerable<int> Labels(int classes)
    {
        var rows = Math.Min(classes, MostClasses);
        return Enumerable.Range(0, rows).Select(row => row * classes / rows);
    }

    // What is told of single steps of the whole chain cannot be respaced.
    private static SamplingOptions OptionsOf(DiffusionModelSettings model) =>
        model.Prediction == PredictionKind.PreviousX || model.Variance == VarianceKind.Learned
            ? new SamplingOptions { Sampler = SamplerKind.Ddpm }
            : new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = model.Schedule.Timesteps > Evaluations ? $"{Evaluations}" : "" };
}
