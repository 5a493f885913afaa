using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>Makes one image of one step, through the same engine as all images, so that a loop that stands still shows.</summary>
public sealed class TinyInference(IModelSource models, IOptions<HealthOptions> options, TimeProvider time)
{
    /// <summary>Makes the image.</summary>
    /// <param name="loaded">Told when the model is there: only what comes after that is timed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ModelException">There is no such model, or it is not as it should be.</exception>
    public async Task<HealthReport> RunAsync(Action<LoadedModel> loaded, CancellationToken cancellation)
    {
        var name = options.Value.Model is { Length: > 0 } wanted ? wanted : models.Names is [var first, ..] ? first : null;
        var found = name is null ? null : models.Find(name);
        if (found is null)
        {
            throw new ModelException($"There is no model {name}. Put one into the models' folder, or set {SettingNames.HealthModel} to one of: {string.Join(", ", models.Names)}.");
        }

        using var model = await models.LoadAsync(found.Name, found.Hash, cancellation);
        loaded(model);
        var begun = time.GetTimestamp();
        var plan = SamplingPlan.Create(model.Model.Settings, new SamplingOptions { Sampler = SamplerKind.Ddim, Steps = "trailing1" });
        var request = new ImageRequest(plan, model.Model.KnowsLabels && !model.Model.HasNullClass ? 0 : null, ClassifierLabel: null, Seed: 0, ImageIndex: 0);
        var image = await model.Generator.GenerateAsync(request, progress: null, cancellation);
        if (image.Pixels.Any(value => !float.IsFinite(value)))
        {
            throw new ImageException("The image has values that are no numbers.");
        }

        return new HealthReport
        {
            Status = "healthy",
            Model = found.Name,
            ModelHash = found.Hash,
            Device = model.Provenance.Device,
            Provider = model.Provenance.Provider,
            OnnxRuntimeVersion = model.Provenance.OnnxRuntimeVersion,
            Seconds = Math.Round(time.GetElapsedTime(begun).TotalSeconds, 4),
            Checked = time.GetUtcNow(),
        };
    }
}
