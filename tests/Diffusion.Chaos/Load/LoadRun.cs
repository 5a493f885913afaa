using System.Diagnostics;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Load;

/// <summary>Very many images of one step in very many jobs, one after the other as fast as they are taken: what the service costs around the model.</summary>
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

            // As in production: nothing fails here on purpose, and what is measured is not how often empty queues are asked.
            ["Diffusion__Storage__NetworkTimeoutSeconds"] = "60",
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:02",
        };
        await using var service = await ChaosService.StartAsync(new ServiceOptions { ThroughProxy = false, Workers = options.Workers, Settings = settings });
        var jobs = Enumerable.Range(0, (options.Images + options.ImagesPerJob - 1) / options.ImagesPerJob).Select(Job).ToList();
        var processes = service.Workers.Select(worker => (worker.Name, worker.Process!.ProcessId)).ToList();
        using var memory = new MemoryWatch([.. processes, ("Azurite", service.Azurite.ProcessId)]);
        var taker = new ImageTaker(service.Storage);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var taking = taker.TakeAsync(service.Completions, jobs, stop.Token);
        using var watch = progress.Watch(() => $"jobs {service.Completions.Jobs}/{jobs.Count}, images taken {taker.Images}");
        var clock = Stopwatch.StartNew();
        var sending = SendAsync(service, jobs, taker, stop.Token);
        var problems = new List<string>();
        if (!await UntilToldAsync(service, jobs, sending, taking, cancellation))
        {
            problems.Add($"{jobs.Count(job => !service.Completions.Has(job.Id!))} jobs have not ended");
            await stop.CancelAsync();
        }

        var seconds = clock.Elapsed.TotalSeconds;
        stop.CancelAfter(options.Patience);
        foreach (var side in new[] { sending, taking })
        {
            await side.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            problems.AddRange(side.Exception?.InnerExceptions.Select(error => $"{error.GetType().Name}: {error.Message}") ?? []);
        }

        if (taker.Jobs != jobs.Count)
        {
            problems.Add($"{jobs.Count - taker.Jobs} jobs could not be removed");
        }

        problems.AddRange(jobs.Where(job => taker.ImagesOf(job.Id!) != job.Count).Select(job => $"{job.Id} has {taker.ImagesOf(job.Id!) ?? 0} images of {job.Count}"));
        problems.AddRange(jobs.Where(job => service.Completions.Of(job.Id!) is not [{ State: JobState.Completed } told] || told.Images != job.Count).Select(job => $"{job.Id} is not completed"));
        problems.AddRange(service.Workers.SelectMany(worker => worker.Deaths));
        problems.AddRange(processes.Where(process => options.IsMemoryJudged && !memory.IsFlat(process.Name)).Select(process => memory.Line(process.Name)));
        var modelSeconds = await ModelTime.OfAnImageAsync(service.Models, jobs[0], options.BatchSize);
        return new LoadResult([.. jobs.Where(job => service.Completions.Has(job.Id!))], taker.Images, options, seconds, modelSeconds, [.. processes.Select(process => memory.Line(process.Name)), memory.Line("Azurite")], problems);
    }

    private Task SendAsync(ChaosService service, List<JobRequest> jobs, ImageTaker taker, CancellationToken cancellation) => Parallel.ForEachAsync(
        jobs.Select((job, index) => (job, index)),
        new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellation },
        async (one, token) =>
        {
            while (one.index >= taker.Jobs + options.InWork)
            {
                await Task.Delay(100, token);
            }

            await service.Storage.Client.SubmitAsync(one.job, token);
        });

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

    private async Task<bool> UntilToldAsync(ChaosService service, List<JobRequest> jobs, Task sending, Task taking, CancellationToken cancellation)
    {
        var (told, since) = (-1, TimeProvider.System.GetTimestamp());
        while (service.Completions.Jobs < jobs.Count)
        {
            if (service.Completions.Jobs > told)
            {
                (told, since) = (service.Completions.Jobs, TimeProvider.System.GetTimestamp());
            }

            if (sending.IsFaulted || taking.IsFaulted || TimeProvider.System.GetElapsedTime(since) > options.Patience)
            {
                return false;
            }

            await Task.Delay(200, cancellation);
        }

        return true;
    }
}
