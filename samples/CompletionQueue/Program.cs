// Takes the messages of the queue "generation-completed" and fetches each completed job's images.
//   dotnet run -- FOLDER [JOB]        with JOB: ends after that job's message
using System.Text.Json;
using Diffusion.Contracts;
using Samples;

if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: CompletionQueue FOLDER [JOB]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
var queue = JobFiles.Queue(QueueNames.Completed);
var container = JobFiles.Blobs().GetBlobContainerClient(Environment.GetEnvironmentVariable("STORAGE_CONTAINER") ?? "diffusion");
try
{
    while (true)
    {
        // Whoever takes a message has so long to deal with it; then it comes again, perhaps to somebody else.
        var messages = (await queue.ReceiveMessagesAsync(maxMessages: 16, visibilityTimeout: TimeSpan.FromMinutes(5), stop.Token)).Value;
        foreach (var message in messages)
        {
            var job = JsonSerializer.Deserialize(message.MessageText, ContractsJson.Default.JobCompleted)!;
            var images = job is { Manifest: not null, Folder: { } folder }
                ? await JobFiles.FetchAsync(container, folder, Path.Combine(args[0], job.JobId), stop.Token)
                : 0;
            Console.WriteLine($"{job.JobId}: {job.State}, {images} images{string.Concat(job.Reasons.Select(reason => $"\n  {reason}"))}");

            // Only now: a reader that dies before is given the message again.
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop.Token);
            if (args.Length == 2 && job.JobId == args[1])
            {
                return 0;
            }
        }

        if (messages.Length == 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
        }
    }
}
catch (OperationCanceledException)
{
    return 0;
}
