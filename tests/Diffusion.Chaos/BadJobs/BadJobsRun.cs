using System.Text;
using System.Text.Json;
using Diffusion.Chaos.Jobs;
using Diffusion.Chaos.Service;
using Diffusion.Contracts;
using Diffusion.Jobs;

namespace Diffusion.Chaos.BadJobs;

/// <summary>Nonsense on the queues, with good jobs in between: each message is rejected or run, the worker lives, the good jobs are done.</summary>
internal sealed class BadJobsRun(BadJobsOptions options, Progress progress)
{
    private const int MostBytesOfAMessage = 48 * 1024;
    private const string RejectedFolder = "rejected/";

    // What is good by chance must be small.
    private static readonly Dictionary<string, string> Limits = new(StringComparer.Ordinal)
    {
        ["Diffusion__Limits__MaxImages"] = "24",
        ["Diffusion__Limits__MaxSteps"] = "30",
        ["Diffusion__Limits__MaxFilmFrames"] = "8",
        ["Diffusion__Limits__MaxJobFilmFrames"] = "24",
    };

    private readonly JobFeed feed = new(options.Seed);

    /// <summary>Runs to the end.</summary>
    public async Task<BadJobsResult> RunAsync(CancellationToken cancellation)
    {
        var settings = new ServiceOptions { ThroughProxy = false, Workers = 1, Settings = Limits };
        await using var service = await ChaosService.StartAsync(settings);
        var process = service.Workers[0].Process!.ProcessId;
        var sent = new List<Sent>();
        var good = new List<JobRequest>();
        using var watch = progress.Watch(() => $"messages {sent.Count}/{options.Messages}, jobs told {service.Completions.Jobs}, good {good.ToList().Count(job => service.Completions.Has(job.Id!))}/{good.Count}");
        foreach (var bad in BadMessages.Create(options.Seed, options.Messages))
        {
            if (sent.Count % options.GoodEvery == 0)
            {
                good.Add(await GoodAsync(service.Storage, good.Count));
            }

            sent.Add(await SendAsync(service.Storage, bad, sent.Count));
        }

        good.Add(await GoodAsync(service.Storage, good.Count));
        var open = await UntilSettledAsync(service, sent, good, cancellation);
        return await JudgeAsync(service, process, sent, good, open);
    }

    private async Task<JobRequest> GoodAsync(Storage storage, int index)
    {
        // No films: the limits here are those of what is bad.
        var job = feed.Job(index) with { Film = null };
        job = job with { Count = Math.Min(job.Count, 10) };
        await storage.Client.SubmitAsync(job);
        return job;
    }

    private static async Task<Sent> SendAsync(Storage storage, BadMessage bad, int number)
    {
        var text = Encoding.UTF8.GetString(bad.Content);
        if (bad.IsInBlob || Encoding.UTF8.GetByteCount(text) > MostBytesOfAMessage)
        {
            var name = $"inbox/bad-{number:D5}.json";
            await storage.Jobs.WriteAsync(name, new BinaryData(bad.Content), BlobContent.Json, CancellationToken.None);
            text = JsonSerializer.Serialize(new JobBlobReference { JobBlob = name }, ContractsJson.Default.JobBlobReference);
        }

        var queue = storage.Queue(bad.IsForBatches ? QueueNames.Batches : QueueNames.Jobs);
        var messageId = (await queue.SendMessageAsync(text, visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1))).Value.MessageId;
        var id = JobReader.Read(Encoding.UTF8.GetString(bad.Content)).Id;
        return new Sent(bad, messageId, JobId.IsValid(id) ? id! : JobId.FromMessage(messageId));
    }

    /// <summary>Waits until everything has come to its end, or nothing does any more; what has not.</summary>
    private async Task<IReadOnlyList<Sent>> UntilSettledAsync(ChaosService service, List<Sent> sent, List<JobRequest> good, CancellationToken cancellation)
    {
        var (left, since) = (int.MaxValue, TimeProvider.System.GetTimestamp());
        while (true)
        {
            // Listing thousands of records is work for Azurite: only when the queues say that it may be over.
            var queued = await service.Storage.WaitingAsync(QueueNames.Jobs, QueueNames.Batches, QueueNames.JobsPoison, QueueNames.BatchesPoison);
            var untold = good.Count(job => !service.Completions.Has(job.Id!));
            var isStuck = TimeProvider.System.GetElapsedTime(since) > options.Patience || service.Workers[0].Deaths.Count > 0;
            if (queued == 0 || isStuck)
            {
                var rejected = await RejectedAsync(service.Storage);
                var open = sent.Where(one => !rejected.Contains(one.MessageId) && !service.Completions.Has(one.JobId)).ToList();
                if ((open.Count == 0 && untold == 0) || isStuck)
                {
                    return open;
                }
            }

            if (queued + untold < left)
            {
                (left, since) = (queued + untold, TimeProvider.System.GetTimestamp());
            }

            await Task.Delay(500, cancellation);
        }
    }

    private static async Task<HashSet<string>> RejectedAsync(Storage storage)
    {
        var rejected = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in storage.Container.GetBlobsAsync(prefix: RejectedFolder))
        {
            rejected.Add(Path.GetFileNameWithoutExtension(blob.Name));
        }

        return rejected;
    }

    private static async Task<BadJobsResult> JudgeAsync(ChaosService service, int process, List<Sent> sent, List<JobRequest> good, IReadOnlyList<Sent> open)
    {
        var problems = new List<string>();
        problems.AddRange(service.Workers[0].Deaths);
        problems.AddRange(open.Select(one => $"neither rejected nor run: {one.Message}"));
        if (service.Workers[0].Process?.ProcessId != process)
        {
            problems.Add("the worker is not the process that it was");
        }

        foreach (var job in good)
        {
            if (service.Completions.Of(job.Id!) is not [{ State: JobState.Completed } told] || told.Images != job.Count)
            {
                problems.Add($"the good job {job.Id} is not completed: {string.Join(" and ", service.Completions.Of(job.Id!))}");
            }
        }

        // A bad job is no reason to try again, and none to give up a message.
        var rejected = await RejectedAsync(service.Storage);
        foreach (var messageId in rejected.Except(sent.Select(one => one.MessageId)))
        {
            var record = await service.Storage.Jobs.TryReadAsync(BlobNames.Rejected(messageId), CancellationToken.None);
            problems.Add($"a message was given up after several tries: {record}");
        }

        var refused = sent.Count(one => rejected.Contains(one.MessageId));
        return new BadJobsResult(sent.Count, refused, sent.Count - refused - open.Count, good.Count, problems);
    }

    private sealed record Sent(BadMessage Message, string MessageId, string JobId);
}

/// <summary>What became of them.</summary>
internal sealed record BadJobsResult(int Messages, int Rejected, int Run, int Good, IReadOnlyList<string> Problems)
{
    public bool IsGood => Problems.Count == 0;

    /// <inheritdoc />
    public override string ToString() => $"bad messages {Messages}: rejected {Rejected}, run {Run}, neither {Messages - Rejected - Run}; good jobs between them {Good}, problems {Problems.Count}";
}
