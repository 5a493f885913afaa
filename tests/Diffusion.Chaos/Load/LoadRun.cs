using System.Diagnostics;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Load;

/// <summary>Very many images of one step in very many jobs: what the service costs around the model.</summary>
internal sealed class LoadRun(LoadOptions options, Progress progress)
{
    private const int Senders = 4;

    /// <summary>Runs to the end.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Diffusion__Batches__Size"] = $"{options.BatchSize}",
            ["Diffusion__Batches__SweepSeconds"] = "300",
            ["Diffusion__Batches__StatusSeconds"] = "5",
            ["LocalHost__LeaseSeconds"] = "600",
        };
        await using var service = await ChaosService.StartAsync(new ServiceOptions { ThroughProxy = false, Workers = options.Workers, Settings = settings });
        var jobs = Enumerable.Range(0, (options.Images + options.ImagesPerJob - 1) / options.ImagesPerJob).Select(Job).ToList();
        var processes = service.Workers.Select(worker => (worker.Name, worker.Process!.ProcessId)).ToList();
        using var memory = new MemoryWatch([.. processes, ("Azurite", service.Azurite.ProcessId)]);
        using var watch = progress.Watch(() => $"jobs {service.Completions.Jobs}/{jobs.Count}");
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            jobs, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellation }, async (job, _) => await service.Storage.Client.SubmitAsync(job, cancellation));
        var problems = new List<string>();
        if (!await UntilToldAsync(service, jobs, cancellation))
        {
            problems.Add($"{jobs.Count(job => !service.Completions.Has(job.Id!))} jobs have not ended");
        }

        var seconds = clock.Elapsed.TotalSeconds;
        problems.AddRange(jobs.Where(job => service.Completions.Of(job.Id!) is not [{ State: JobState.Completed } told] || told.Images != job.Count).Select(job => $"{job.Id} is not completed"));
        problems.AddRange(service.Workers.SelectMany(worker => worker.Deaths));
        problems.AddRange(processes.Where(process => options.IsMemoryJudged && !memory.IsFlat(process.Name)).Select(process => memory.Line(process.Name)));
        var modelSeconds = await ModelTime.OfAnImageAsync(service.Models, jobs[0], options.BatchSize);
        return new LoadResult(jobs, options, seconds, modelSeconds, [.. processes.Select(process => memory.Line(process.Name)), memory.Line("Azurite")], problems);
    }

    private JobRequest Job(int index) => new()
    {
        Id = $"load-{options.Seed}-{index:D6}",
        Model = TinyModel.Name,
        Prefix = "load",
        Count = Math.Min(options.ImagesPerJob, options.Images - (index * options.ImagesPerJob)),
        Seed = (ulong)(options.Seed + index),

        // The one step is from the noisiest timestep: other spacings begin where noise alone may not.
        Steps = "trailing1",
    };

    private async Task<bool> UntilToldAsync(ChaosService service, List<JobRequest> jobs, CancellationToken cancellation)
    {
        var (told, since) = (-1, TimeProvider.System.GetTimestamp());
        while (service.Completions.Jobs < jobs.Count)
        {
            if (service.Completions.Jobs > told)
            {
                (told, since) = (service.Completions.Jobs, TimeProvider.System.GetTimestamp());
            }

            if (TimeProvider.System.GetElapsedTime(since) > options.Patience)
            {
                return false;
            }

            await Task.Delay(200, cancellation);
        }

        return true;
    }
}
