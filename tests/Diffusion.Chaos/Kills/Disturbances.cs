using Azure;
using Azure.Storage.Blobs.Specialized;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;

namespace Diffusion.Chaos.Kills;

/// <summary>What is done to a running service, and how often it was.</summary>
internal sealed class Disturbances(ChaosService service, Random random)
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(WorkerSettings.LeaseSeconds + 3);

    // Batch messages that have been seen, to be delivered again long after.
    private readonly List<(string Queue, string Text)> seen = [];
    private readonly List<Task> holds = [];

    public int Kills { get; private set; }

    public int Restarts { get; private set; }

    public int Doubles { get; private set; }

    public int BrokenLeases { get; private set; }

    public int Holds { get; private set; }

    /// <summary>SIGKILL to a worker, now and then to both at once.</summary>
    public async Task KillAsync()
    {
        var first = random.Next(service.Workers.Count);
        var both = random.Next(5) == 0;
        var killed = await Task.WhenAll(service.Workers.Where((_, number) => both || number == first).Select(worker => worker.KillAsync()));
        Kills += killed.Count(was => was);
    }

    /// <summary>A worker hangs for longer than a message's lease, then goes on as if nothing had been.</summary>
    public void Hold()
    {
        if (service.Workers[random.Next(service.Workers.Count)].Process is not { HasEnded: false } process)
        {
            return;
        }

        Holds++;
        holds.Add(HoldAsync());

        async Task HoldAsync()
        {
            process.Hold();
            await Task.Delay(LongestHold);
            if (!process.HasEnded)
            {
                process.GoOn();
            }
        }
    }

    /// <summary>Sends copies of messages that wait, and of one that waited long ago.</summary>
    public async Task DeliverTwiceAsync()
    {
        foreach (var queue in new[] { QueueNames.Batches, QueueNames.Jobs })
        {
            var waiting = (await service.Storage.Queue(queue).PeekMessagesAsync(32)).Value.Select(message => (queue, message.MessageText)).ToList();
            seen.AddRange(waiting.Except(seen));
            foreach (var (_, text) in waiting.Take(2))
            {
                await SendAsync(queue, text);
            }
        }

        if (seen.Count > 0)
        {
            var (queue, text) = seen[random.Next(seen.Count)];
            await SendAsync(queue, text);
        }
    }

    /// <summary>Takes the leases of batches and of job ends away from whoever holds them.</summary>
    public async Task BreakLeasesAsync(IEnumerable<JobRequest> jobs)
    {
        foreach (var job in jobs)
        {
            var locks = new List<string> { BlobNames.Plan(job.Prefix, job.Id!) };
            await foreach (var blob in service.Storage.Container.GetBlobsAsync(prefix: BlobNames.BatchLocks(job.Id!)))
            {
                locks.Add(blob.Name);
            }

            foreach (var name in locks)
            {
                try
                {
                    await service.Storage.Container.GetBlobClient(name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
                    BrokenLeases++;
                }
                catch (RequestFailedException error) when (error.Status is 404 or 409)
                {
                    // Nobody holds one.
                }
            }
        }
    }

    /// <summary>Azurite ends and comes again with what it had.</summary>
    public async Task RestartAzuriteAsync()
    {
        await service.Azurite.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 2));
        await service.Azurite.StartAgainAsync();
        Restarts++;
    }

    /// <summary>Waits until no worker is held any more.</summary>
    public Task EndAsync() => Task.WhenAll(holds);

    private async Task SendAsync(string queue, string text)
    {
        await service.Storage.Queue(queue).SendMessageAsync(text, visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1));
        Doubles++;
    }
}
