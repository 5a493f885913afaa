using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Chaos.Load;

/// <summary>What an image costs in the networks alone: the engine in this process, with nothing around it.</summary>
internal static class ModelTime
{
    private const int Rounds = 20;

    /// <summary>Seconds of an image, by the engine's own count, where as many are asked for at once as a batch has.</summary>
    public static async Task<double> OfAnImageAsync(string models, JobRequest request, int batchSize)
    {
        var folder = new ModelRegistry(models).Open(request.Model);
        await using var engine = await SamplingEngine.StartAsync(folder, Device.Select(DeviceChoice.Cpu), new SamplingEngine.Options(), CancellationToken.None);
        var plan = SamplingPlan.Create(folder.Settings, JobSampling.Options(request));
        var model = JobModel.Of(folder.Card, folder.Hash);
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, batchSize).Select(index => engine.GenerateAsync(JobImage.Request(model, request, plan, index % model.Classes.Count, index))));
        }

        var statistics = engine.Statistics;
        return statistics.ModelSeconds / statistics.Images;
    }
}
