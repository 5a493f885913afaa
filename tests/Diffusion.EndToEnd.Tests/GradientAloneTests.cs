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
[Trait("Category", "Slow")]
public sealed class GradientAloneTests : IDisposable
{
    private const string Model = "shapes32";
    private readonly string models = Directory.CreateTempSubdirectory("models-").FullName;

    public void Dispose() => Directory.Delete(models, recursive: true);

    [ShapesFact]
    public async Task Failures_TrueGradient_AreNone()
    {
        Copy(flip: false);

        Assert.Empty(DemoChecks.Failures(await RunAsync()));
    }

    [ShapesFact]
    public async Task Failures_FlippedGradient_FailAtTheTopScale()
    {
        Copy(flip: true);

        Assert.Contains(DemoChecks.Failures(await RunAsync()), failure => failure.StartsWith("gradient-alone-4:", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<DemoResult>> RunAsync()
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
        foreach (var job in DemoJobs.Create(new DemoSettings(), folder.Settings.Schedule.Timesteps).Where(job => job.GradientScale is not null))
        {
            results.Add(new DemoResult(job, job.Request.Count, 1, await AgreementAsync(job.Request, loaded, judge), []));
        }

        return results;
    }

    private static async Task<double> AgreementAsync(JobRequest request, LoadedModel loaded, Judge judge)
    {
        var sampling = SamplingPlan.Create(loaded.Model.Settings, JobSampling.Options(request));
        var labels = Enumerable.Range(0, request.Count).Select(index => index % loaded.Model.Classes.Count).ToArray();
        var images = await Task.WhenAll(labels.Select((label, index) => loaded.Generator.GenerateAsync(JobImage.Request(request, sampling, label, index))));
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
    public static string? Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string? Find(DirectoryInfo? folder) => folder is null ? null
        : File.Exists(Path.Combine(folder.FullName, "models", "shapes32", "model.json")) ? Path.Combine(folder.FullName, "models")
        : Find(folder.Parent);
}
