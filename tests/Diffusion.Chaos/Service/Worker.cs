using Diffusion.Azurite;

namespace Diffusion.Chaos.Service;

/// <summary>A place for a worker process. Whenever the process ends, another takes its place at once, as in a container that restarts.</summary>
internal sealed class Worker(string name, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private const string App = "Diffusion.Functions";
    private const int LastLines = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<string> deaths = [];
    private FunctionAppProcess? process;
    private Task keeping = Task.CompletedTask;
    private bool isStopping;
    private bool isExpected;

    public string Name => name;

    /// <summary>Processes that ended by themselves, with the end of their log.</summary>
    public IReadOnlyList<string> Deaths
    {
        get
        {
            lock (gate)
            {
                return [.. deaths];
            }
        }
    }

    /// <summary>The running process; null between two.</summary>
    public FunctionAppProcess? Process
    {
        get
        {
            lock (gate)
            {
                return process;
            }
        }
    }

    /// <summary>What the running process has printed.</summary>
    public string Log => Process?.Log ?? "";

    public void Start() => keeping = Task.Run(KeepAsync);

    /// <summary>Waits until a process answers, which may be the next one.</summary>
    public async Task ReadyAsync()
    {
        for (var started = TimeProvider.System.GetTimestamp(); Process is not { } current || !await current.IsReadyAsync();)
        {
            if (TimeProvider.System.GetElapsedTime(started) > 2 * Patience)
            {
                throw new InvalidOperationException($"{name} does not answer:\n{LastWords(Log)}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL. False between two processes.</summary>
    public async Task<bool> KillAsync()
    {
        FunctionAppProcess? victim;
        lock (gate)
        {
            victim = process;
            isExpected = victim is not null;
        }

        if (victim is null)
        {
            return false;
        }

        try
        {
            await victim.KillAsync();
            return true;
        }
        catch (InvalidOperationException)
        {
            // It had just ended by itself.
            return false;
        }
    }

    /// <summary>Asks the process to stop (SIGTERM) and puts none in its place; its exit status and its log.</summary>
    public async Task<(int Status, string Log)> StopAsync()
    {
        FunctionAppProcess? last;
        lock (gate)
        {
            isStopping = true;
            last = process;
        }

        var status = last is null ? 0 : await last.StopAsync(Patience);
        await keeping;
        return (status, last?.Log ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isStopping = true;
        }

        await KillAsync();
        await keeping;
    }

    private static string LastWords(string log)
    {
        var lines = log.Split('\n');
        var end = Array.FindLastIndex(lines, line => line.StartsWith("Unhandled exception", StringComparison.Ordinal));
        return string.Join('\n', end < 0 ? lines.TakeLast(LastLines) : lines.Skip(end).Take(LastLines));
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            FunctionAppProcess started;
            lock (gate)
            {
                if (isStopping)
                {
                    return;
                }

                process = started = FunctionAppProcess.Launch(App, settings);
                isExpected = false;
            }

            await using (started)
            {
                await started.WaitForEndAsync();
                lock (gate)
                {
                    // Its port was free when it was chosen, and another program's when it was opened: nothing of ours.
                    if (!isExpected && !isStopping && !started.Log.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
                    {
                        deaths.Add($"{name} ended by itself with status {started.Status}:\n{LastWords(started.Log)}");
                    }

                    process = null;
                }
            }
        }
    }
}
