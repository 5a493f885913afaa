using Diffusion.Cli;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Graph;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.EndToEnd.Tests;

/// <summary>The demo's check of the classifier's gradient, on the model that the demo uses: it holds, and it fails when the gradient's sign is flipped.</summary>
public sealed class GradientAloneTests : IDisposable
{
    private const string Model = "shapes32";
    private readonly string models = Directory.CreateTempSubdirectory("models-").FullName;

    public void Dispose() => Directory.Delete(models, recursive: true);

    [ShapesFact]
    [Trait("Category", "Slow")]
    public async Task Failures_TrueGradient_AreNone()
    {
        Copy(flip: false);

        // The guided jobs are not run here, and missing they fail.
        Assert.DoesNotContain(DemoChecks.Failures(await RunAsync(new DemoSettings())), IsOfTheGradient);
    }

    [ShapesFact]
    [Trait("Category", "Slow")]
    public async Task Failures_FlippedGradient_FailAtTheTopScale()
    {
        Copy(flip: true);

        Assert.Contains(DemoChecks.Failures(await RunAsync(new DemoSettings())), IsOfTheTopScale);
    }

    /// <summary>The same with few images and the top scale alone: the gradient pulls to the label, and flipped it pushes away from it.</summary>
    [ShapesFact]
    public async Task Agreement_FlippedGradient_FallsBelowChance()
    {
        var few = new DemoSettings { GradientImages = 20 };
        Copy(flip: false);
        var pulled = Assert.Single(await RunAsync(few, onlyScale: 4));
        Directory.Delete(Path.Combine(models, Model), recursive: true);
        Copy(flip: true);
        var results = await RunAsync(few, onlyScale: 4);

        Assert.InRange(pulled.Agreement, 0.3, 1);
        Assert.InRange(Assert.Single(results).Agreement, 0, 0.1);
        Assert.Contains(DemoChecks.Failures(results), IsOfTheTopScale);
    }

    private static bool IsOfTheGradient(string failure) => failure.StartsWith("gradient-alone-", StringComparison.Ordinal);

    private static bool IsOfTheTopScale(string failure) => failure.StartsWith("gradient-alone-4:", StringComparison.Ordinal);

    private async Task<IReadOnlyList<DemoResult>> RunAsync(DemoSettings settings, double? onlyScale = null)
    {
        await using var services = ServiceFixture.Services(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Diffusion__Models__Root"] = models,
            ["Diffusion__Models__Device"] = "cpu",
        });
        var folder = services.GetRequiredService<ModelSource>().Folder(Model);
        var loaded = await services.GetRequiredService<IModelSource>().LoadAsync(Model, folder.Hash, CancellationToken.None);
        using var judge = new Judge(folder, Device.Select(DeviceChoice.Cpu));
        var results = new List<DemoResult>();
        foreach (var job in DemoJobs.Create(settings, folder.Settings.Schedule.Timesteps)
            .Where(job => job.GradientScale is { } scale && scale == (onlyScale ?? scale)))
        {
            results.Add(new DemoResult(job, job.Request.Count, 1, await AgreementAsync(job.Request, loaded, judge), []));
        }

        return results;
    }

    private static async Task<double> AgreementAsync(JobRequest request, LoadedModel loaded, Judge judge)
    {
        var sampling = SamplingPlan.Create(loaded.Model.Settings, JobSampling.Options(request));
        var labels = Enumerable.Range(0, request.Count).Select(index => index % loaded.Model.Classes.Count).ToArray();
        var images = await Task.WhenAll(labels.Select((label, index) => loaded.Generator.GenerateAsync(JobImage.Request(loaded.Model, request, sampling, label, index))));
        var found = judge.Classify([.. images.Select(image => Pixels.From(image).ToPlanes())]);
        return (double)labels.Zip(found).Count(pair => pair.First == pair.Second) / labels.Length;
    }

    private void Copy(bool flip)
    {
        var source = Path.Combine(ShapesFactAttribute.Folder!, Model);
        var target = Directory.CreateDirectory(Path.Combine(models, Model)).FullName;
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        var card = ModelCardJson.Read(target);
        var gradient = card.Files.ClassifierGradient!.Path;
        if (flip)
        {
            Flipped(OnnxModel.Load(Path.Combine(target, gradient))).Save(Path.Combine(target, gradient));
        }

        ModelCardJson.Write(card with { Files = card.Files with { ClassifierGradient = ModelFile.Describe(target, gradient) } }, target);
    }

    private static OnnxModel Flipped(OnnxModel model)
    {
        var graph = new GraphBuilder("flipped");
        var outputs = graph.Import(model);
        graph.Output("gradient", -outputs["gradient"]);
        graph.Output("log_prob", outputs["log_prob"]);
        return graph.Build();
    }
}

/// <summary>Needs the model that the repository carries.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShapesFactAttribute : FactAttribute
{
    public ShapesFactAttribute() => Skip = Folder is null ? "models/shapes32 is not there." : null;

    /// <summary>The repository's folder of models; null where shapes32 is not in it.</summary>
    public static string? Folder { get; } =
        Repository.Folder is { } root && File.Exists(Path.Combine(root, "models", "shapes32", "model.json")) ? Path.Combine(root, "models") : null;
}
