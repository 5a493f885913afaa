using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Queues;
using Diffusion.Azurite;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>The conformance app with queues of its own and the records that it writes.</summary>
public sealed class AppHarness : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly AzuriteServer storage;
    private readonly Dictionary<string, string> settings;
    private readonly DirectoryInfo records = Directory.CreateTempSubdirectory("conformance");
    private readonly string prefix = "t" + Guid.NewGuid().ToString("N")[..8];
    private FunctionAppProcess? app;

    /// <param name="storage">The tests' own way to the queues.</param>
    /// <param name="settings">Environment variables of the app.</param>
    /// <param name="connection">The app's way to the queues, where it is another.</param>
    public AppHarness(AzuriteServer storage, Dictionary<string, string>? settings = null, string? connection = null)
    {
        this.storage = storage;
        this.settings = new(settings ?? [])
        {
            ["AzureWebJobsStorage"] = connection ?? storage.ConnectionString,
            ["OtherStorage"] = storage.ConnectionString,
            ["PREFIX"] = prefix,
            ["RECORDS"] = records.FullName,
            ["AzureWebJobs.Never.Disabled"] = "true",
        };
    }

    public FunctionAppProcess App => app ?? throw new InvalidOperationException("Start the app first.");

    public static async Task<AppHarness> StartedAsync(AzuriteServer storage, Dictionary<string, string>? settings = null)
    {
        var harness = new AppHarness(storage, settings);
        await harness.StartAsync();
        return harness;
    }

    public async Task StartAsync() => app = await FunctionAppProcess.StartAsync("Packages.Conformance.App", settings);

    public async Task<QueueClient> QueueAsync(string name)
    {
        var queue = Peek(name);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    /// <summary>A queue that need not exist.</summary>
    public QueueClient Peek(string name) => new(storage.ConnectionString, $"{prefix}-{name}");

    public async Task<string> SendAsync(string queue, string message) =>
        (await (await QueueAsync(queue)).SendMessageAsync(message)).Value.MessageId;

    /// <summary>What a function has done so far, in order.</summary>
    public IReadOnlyList<Record> Records(string function) =>
        [.. records.GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => JsonSerializer.Deserialize<Record>(File.ReadAllBytes(file.FullName))!)
            .Where(record => record.Function == function)];

    public Task<IReadOnlyList<Record>> WaitForAsync(string function, int count) =>
        UntilAsync(() => Task.FromResult(Records(function)), found => found.Count >= count, $"{count} records of {function}");

    /// <summary>Waits until a queue has as many messages, visible or not.</summary>
    public Task WaitForLengthAsync(string queue, int length) =>
        UntilAsync(() => LengthAsync(queue), found => found == length, $"{length} messages in {queue}");

    public async Task<int> LengthAsync(string queue)
    {
        var client = Peek(queue);
        return await client.ExistsAsync() ? (await client.GetPropertiesAsync()).Value.ApproximateMessagesCount : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        records.Delete(recursive: true);
    }

    private async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isThere, string what)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var found = await look();
            if (isThere(found))
            {
                return found;
            }

            Assert.True(waited.Elapsed < Patience, $"After {Patience.TotalSeconds} s there are not {what} but {found}. The app says:\n{app?.Log}");
            await Task.Delay(50);
        }
    }
}

/// <summary>The app's record of a happening.</summary>
public sealed record Record(string Function, string Happening, string Message, int DequeueCount, string MessageId, string Middleware, DateTimeOffset At);
