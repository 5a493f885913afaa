using System.Diagnostics;
using System.Globalization;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.Cli;

/// <summary>Finds out how long a model's networks take on this machine.</summary>
internal sealed class StepTimeMeasurement(IModelSource models)
{
    private const int Steps = 10;

    /// <summary>Times a few chains of full device batches, without and with the classifier.</summary>
    public async Task<StepTimes> RunAsync(JobModel model, CancellationToken cancellation)
    {
        using var loaded = await models.LoadAsync(model.Name, model.Hash, cancellation);
        var network = await SecondsAsync(loaded, GuidanceRequest.None, cancellation);
        var both = model.HasClassifierGradient
            ? await SecondsAsync(loaded, new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2, Interval = TimestepRange.All }, cancellation)
            : network;
        return new StepTimes
        {
            Model = model.Name,
            ModelHash = model.Hash,
            Device = loaded.Provenance.Device,
            SecondsPerNetworkRow = network,
            SecondsPerGradientRow = Math.Max(0, both - network),
            How = string.Create(CultureInfo.InvariantCulture, $"{model.Rows[^1]} images of {Steps} steps at once on this machine ({Environment.ProcessorCount} cores)"),
        };
    }

    private static async Task<double> SecondsAsync(LoadedModel loaded, GuidanceRequest guidance, CancellationToken cancellation)
    {
        var request = new JobRequest
        {
            Model = loaded.Model.Name,
            Count = loaded.Model.Rows[^1],
            Steps = Steps.ToString(CultureInfo.InvariantCulture),
            Guidance = guidance,
        };
        var plan = SamplingPlan.Create(loaded.Model.Settings, JobSampling.Options(request));
        // The first batch also warms up.
        var seconds = 0.0;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, request.Count).Select(index => loaded.Generator.GenerateAsync(JobImage.Request(loaded.Model, request, plan, label: 0, index), progress: null, cancellation)));
            seconds = attempt <= 1 ? clock.Elapsed.TotalSeconds : Math.Min(seconds, clock.Elapsed.TotalSeconds);
        }

        return seconds / request.Count / Steps;
    }
}
