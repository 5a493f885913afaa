using System.Text;
using Diffusion.Chaos.BadJobs;
using Diffusion.Chaos.Jobs;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Soak;

/// <summary>Jobs of every kind, good and bad, for a long time, over a storage that fails now and then: the workers' memory must stay.</summary>
internal sealed class SoakRun(SoakOptions options, Progress progress)
{
    private const int BadKinds = 500;
    private const int MostBytesOfAMessage = 48 * 1024;

    // What is good by chance must be small; the films are the feed's.
    private static readonly Dictionary<string, string> Limits = new(StringComparer.Ordinal)
    {
        ["Diffusion__Limits__MaxImages"] = "40",
        ["Diffusion__Limits__MaxSteps"] = "30",
        ["Diffusion__Limits__MaxFilmFrames"] = "8",
        ["Diffusion__Limits__MaxJobFilmFrames"] = "24",
    };

    /// <summary>Runs for its time and until its last job has ended.</summary>
    public async Task<SoakResult> RunAsync(CancellationToken cancellation)
    {
        await using var service = await ChaosService.StartAsync(new ServiceOptions { Seed = options.Seed, Settings = Limits });
        service.Proxy.Plan.Rate = options.FaultRate;
        var feed = new JobFeed(options.Seed);
        var bad = BadMessages.Create(options.Seed, BadKinds).Where(one => !one.IsInBlob && !one.IsForBatches && one.Content.Length < MostBytesOfAMessage).ToList();
        var jobs = new List<JobRequest>();
        var processes = service.Workers.Select(worker => (worker.Name, worker.Process!.ProcessId)).ToList();
        using var memory = new MemoryWatch(processes);
        var inWork = 0;
        using var watch = progress.Watch(() => $"jobs {jobs.Count - inWork}/{jobs.Count}, {string.Join("; ", processes.Select(process => memory.Line(process.Name)))}");
        var (started, told, since) = (TimeProvider.System.GetTimestamp(), 0, TimeProvider.System.GetTimestamp());
        while (true)
        {
            inWork = jobs.Count(job => !service.Completions.Has(job.Id!));
            var isOver = TimeProvider.System.GetElapsedTime(started) > options.Time;
            if (!isOver && inWork < options.InWork)
            {
                jobs.Add(await feed.SubmitAsync(service.Storage, jobs.Count));
                if (jobs.Count % options.BadEvery == 0)
                {
                    await service.Storage.Client.SendAsync(Encoding.UTF8.GetString(bad[jobs.Count % bad.Count].Content), cancellation: cancellation);
                }

                continue;
            }

            if (service.Completions.Jobs > told)
            {
                (told, since) = (service.Completions.Jobs, TimeProvider.System.GetTimestamp());
            }

            if ((isOver && inWork == 0) || TimeProvider.System.GetElapsedTime(since) > options.Patience)
            {
                break;
            }

            await Task.Delay(100, cancellation);
        }

        var problems = new List<string>();
        problems.AddRange(jobs.Where(job => service.Completions.Of(job.Id!) is not [{ State: JobState.Completed } one] || one.Images != job.Count)
            .Select(job => $"{job.Id} is not completed: {string.Join(" and ", service.Completions.Of(job.Id!))}"));
        problems.AddRange(service.Workers.SelectMany(worker => worker.Deaths));
        problems.AddRange(processes.Where(process => !memory.IsFlat(process.Name)).Select(process => memory.Line(process.Name)));
        return new SoakResult(
            jobs.Count, jobs.Sum(job => job.Count), service.Proxy.Tally.Faults, TimeProvider.System.GetElapsedTime(started), [.. processes.Select(process => memory.Line(process.Name))], problems);
    }
}

/// <summary>What a soak came to.</summary>
internal sealed record SoakResult(int Jobs, int Images, int Faults, TimeSpan Time, IReadOnlyList<string> Memory, IReadOnlyList<string> Problems)
{
    /// <summary>The lines that sum it up.</summary>
    public IEnumerable<string> Lines() => [.. Memory, $"{Time.TotalMinutes:F1} minutes: jobs {Jobs}, images {Images}, faults {Faults}, problems {Problems.Count}"];
}
