using Diffusion.Chaos.Clock;
using Diffusion.Chaos.Jobs;
using Diffusion.Chaos.Service;
using Diffusion.Chaos.Verdict;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Chaos.Kills;

/// <summary>
/// Jobs while everything goes wrong: workers are killed and hang, Azurite goes away and comes again, messages come twice, leases
/// are lost, clocks are wrong, and a tenth of all storage requests fail. Then every image must be there once, as on a quiet day.
/// </summary>
internal sealed class KillsRun(KillsOptions options, Progress progress)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(3);

    private readonly JobFeed feed = new(options.Seed);
    private readonly List<JobRequest> jobs = [];

    /// <summary>Runs to the end; the result has the line that sums it up.</summary>
    public async Task<KillsResult> RunAsync(CancellationToken cancellation)
    {
        var started = new ServiceOptions { Seed = options.Seed, ClockOffsets = options.ClockOffsets, Settings = options.Settings };
        await using var service = await ChaosService.StartAsync(started);
        var clocks = await ClocksAsync(service);
        progress.Say(clocks);
        service.Proxy.Plan.Rate = options.FaultRate;
        var comparison = new Comparison();
        var disturbances = new Disturbances(service, new Random(options.Seed));

        using (var watch = progress.Watch(() => Line(service, disturbances)))
        {
            await DisturbAsync(service, disturbances, cancellation);
            await disturbances.EndAsync();
            if (!await UntilToldAsync(service, cancellation))
            {
                comparison.Add($"{jobs.Count(job => !service.Completions.Has(job.Id!))} jobs have not ended, and nothing has for {options.Patience.TotalSeconds} s");
            }

            await SettleAsync(service, comparison, cancellation);
        }

        await CompareAsync(service, comparison, cancellation);
        comparison.AddMessagesAgain(
            disturbances.Kills + disturbances.Holds + disturbances.Restarts + disturbances.BrokenLeases
            + service.Proxy.Tally.FaultsAt($"/{QueueNames.Completed}/") + service.Proxy.Tally.FaultsAt("/end.json"));
        return new KillsResult(
            disturbances.Kills, service.Proxy.Tally.Faults, jobs.Count, jobs.Sum(job => job.Count), comparison,
            $"{service.Proxy.Tally.Requests} requests, {disturbances.Restarts} restarts of Azurite, {disturbances.Doubles} messages delivered twice, {disturbances.BrokenLeases} leases broken, {disturbances.Holds} workers held over a lease, {comparison.MessagesAgain} completion messages again; {clocks}")
        {
            AreClocksRight = options.ClockOffsets.Count > 0 && !service.AreClocksOff,
        };
    }

    private static async Task<string> ClocksAsync(ChaosService service)
    {
        var offsets = await Task.WhenAll(service.Workers.Select(async worker => $"{(await SkewedClock.OffsetOfAsync(worker.Process!.Address)).TotalSeconds:+0;-0;0} s"));
        return $"the workers' clocks are off by {string.Join(" and ", offsets)}";
    }

    private string Line(ChaosService service, Disturbances disturbances)
    {
        var ended = jobs.ToList().Where(job => service.Completions.Has(job.Id!)).ToList();
        return $"kills {disturbances.Kills}/{options.Kills}, faults {service.Proxy.Tally.Faults} of {service.Proxy.Tally.Requests} requests, jobs {ended.Count}/{jobs.Count}, images {ended.Sum(job => job.Count)}";
    }

    private async Task DisturbAsync(ChaosService service, Disturbances disturbances, CancellationToken cancellation)
    {
        var random = new Random(options.Seed + 1);
        while (disturbances.Kills < options.Kills || jobs.Count < options.Jobs || disturbances.Restarts < options.Restarts)
        {
            while (InWork(service).Count() < options.InWork)
            {
                jobs.Add(await feed.SubmitAsync(service.Storage, jobs.Count));
            }

            await Task.Delay(options.LongestPause * random.NextDouble(), cancellation);
            if (disturbances.Restarts < options.Restarts && (disturbances.Kills * (options.Restarts + 1)) >= options.Kills * (disturbances.Restarts + 1))
            {
                await disturbances.RestartAzuriteAsync();
                continue;
            }

            switch (random.Next(10))
            {
                case 0:
                    disturbances.Hold();
                    break;
                case 1 or 2:
                    await disturbances.DeliverTwiceAsync();
                    break;
                case 3 or 4:
                    await disturbances.BreakLeasesAsync(InWork(service).ToList());
                    break;
                default:
                    await (disturbances.Kills < options.Kills ? disturbances.KillAsync() : Task.CompletedTask);
                    break;
            }
        }
    }

    private IEnumerable<JobRequest> InWork(ChaosService service) => jobs.Where(job => !service.Completions.Has(job.Id!));

    /// <summary>Waits until every job has been told; false where nothing has come to its end for too long.</summary>
    private async Task<bool> UntilToldAsync(ChaosService service, CancellationToken cancellation)
    {
        var (told, since) = (0, TimeProvider.System.GetTimestamp());
        while (InWork(service).Any())
        {
            if (service.Completions.Jobs > told)
            {
                (told, since) = (service.Completions.Jobs, TimeProvider.System.GetTimestamp());
            }

            if (TimeProvider.System.GetElapsedTime(since) > options.Patience)
            {
                return false;
            }

            await Task.Delay(100, cancellation);
        }

        return true;
    }

    /// <summary>Lets stragglers do what they still do, without faults, and stops the workers.</summary>
    private static async Task SettleAsync(ChaosService service, Comparison comparison, CancellationToken cancellation)
    {
        service.Proxy.Plan.Rate = 0;
        var since = TimeProvider.System.GetTimestamp();
        while (await service.Storage.WaitingAsync(Storage.Worked) > 0 && TimeProvider.System.GetElapsedTime(since) < Settling)
        {
            await Task.Delay(200, cancellation);
        }

        foreach (var queue in Storage.Worked)
        {
            if (await service.Storage.LengthAsync(queue) is > 0 and var left)
            {
                comparison.Add($"{left} messages are left on {queue}");
            }
        }

        // One that was killed last may still be starting, and hears no signal yet.
        await Task.WhenAll(service.Workers.Select(worker => worker.ReadyAsync()));
        foreach (var worker in service.Workers)
        {
            if (await worker.StopAsync() is not (0, _) and var (status, log))
            {
                comparison.Add($"{worker.Name} ended with status {status} when it was asked to stop:\n{log}");
            }

            foreach (var death in worker.Deaths)
            {
                comparison.Add(death);
            }
        }
    }

    private async Task CompareAsync(ChaosService service, Comparison comparison, CancellationToken cancellation)
    {
        progress.Say($"the same {jobs.Count} jobs on a quiet day");
        var expected = await UndisturbedRun.RunAsync(jobs, cancellation);
        foreach (var job in jobs)
        {
            comparison.Add(job, await JobFolder.ReadAsync(service.Storage, job), expected[job.Id!]);
            comparison.AddWrites(job, service.Proxy.Tally.Writes, new StorageOptions().Container);
            comparison.AddCompletion(job, service.Completions);
        }

        await foreach (var blob in service.Storage.Jobs.ListAsync("rejected/", cancellation))
        {
            comparison.Add($"{blob.Name} is there, and no job was bad: {await service.Storage.Jobs.TryReadAsync(blob.Name, cancellation)}");
        }
    }
}
