using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Diffusion.Azurite;

/// <summary>A function app in a process of its own: by its local host or, with the official packages, by Azure Functions Core Tools.</summary>
public sealed class FunctionAppProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Pause = 19;
    private const int LogLines = 20_000;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();
    private Task<int> end = Task.FromResult(0);

    private FunctionAppProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    /// <summary>Where its HTTP triggers answer.</summary>
    public Uri Address { get; }

    /// <summary>What it has printed so far, at most its last 20,000 lines.</summary>
    public string Log => string.Join('\n', log);

    /// <summary>The process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => end.IsCompleted;

    /// <summary>Its exit status, once it has ended.</summary>
    public int Status => HasEnded ? end.Result : throw new InvalidOperationException("It runs.");

    /// <summary>Whether apps that are built beside this test can be run: always with the stand-ins, else only with Core Tools.</summary>
    public static bool CanRun => !IsOfficial || CoreTools() is not null;

    /// <summary>Whether apps run by the local host, which has settings of its own.</summary>
    public static bool HasLocalHost => !IsOfficial;

    private static bool IsOfficial => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}official{Path.DirectorySeparatorChar}");

    /// <summary>The output folder of another project of this build.</summary>
    public static string OutputOf(string project)
    {
        var mine = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(mine.Parent!.Parent!.FullName, project, mine.Name);
    }

    /// <summary>Starts an app and waits until it answers HTTP.</summary>
    /// <param name="project">The app's project; its assembly has the same name.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="published">The folder that it was published to; null: the one that it was built to.</param>
    public static async Task<FunctionAppProcess> StartAsync(string project, IReadOnlyDictionary<string, string> settings, string? published = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var app = Launch(project, settings, published);
            try
            {
                await app.WaitUntilReadyAsync();
                return app;
            }
            catch (InvalidOperationException) when (attempt < 3 && app.Log.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Its port was free when it was chosen, and another program's when it was opened.
            }
        }
    }

    /// <summary>Starts an app and does not wait.</summary>
    /// <param name="project">The app's project; its assembly has the same name.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="published">The folder that it was published to; null: the one that it was built to.</param>
    public static FunctionAppProcess Launch(string project, IReadOnlyDictionary<string, string> settings, string? published = null)
    {
        var folder = published ?? OutputOf(project);
        var port = FreePort();
        var start = IsOfficial
            ? new ProcessStartInfo(CoreTools()!, ["start", "--no-build", "--port", port.ToString()])
            : new ProcessStartInfo("dotnet", [Path.Combine(folder, project + ".dll")]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["LocalHost__Port"] = port.ToString();
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var app = new FunctionAppProcess(new Process { StartInfo = start }, new Uri($"http://127.0.0.1:{port}"));
        app.Start();
        return app;
    }

    /// <summary>Waits for its end, however it comes.</summary>
    public Task WaitForEndAsync(CancellationToken cancellation = default) => end.WaitAsync(cancellation);

    /// <summary>Holds it still (SIGSTOP): it keeps what it has and does nothing, as a host that hangs.</summary>
    public void Hold() => _ = kill(ProcessId, Pause);

    /// <summary>Lets it go on (SIGCONT) after <see cref="Hold"/>.</summary>
    public void GoOn() => _ = kill(ProcessId, Continue);

    /// <summary>Asks it to stop (SIGTERM) and waits; its exit status.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        if (!end.IsCompleted)
        {
            _ = kill(ProcessId, Terminate);
        }

        return await end.WaitAsync(patience);
    }

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await end;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    /// <summary>Whether it answers HTTP.</summary>
    public async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        try
        {
            using var answer = await http.GetAsync("/");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Waits until it answers HTTP.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long; with its log.</exception>
    public async Task WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync())
        {
            if (HasEnded || waited.Elapsed > StartTime)
            {
                var happened = HasEnded ? $"ended with status {Status}" : $"did not answer within {StartTime.TotalSeconds} s";
                await DisposeAsync();
                throw new InvalidOperationException($"The function app {happened}:\n{Log}");
            }

            await Task.Delay(50);
        }
    }

    private void Start()
    {
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        ProcessId = process.Id;
        end = EndAsync();
    }

    // One wait for all who ask: nobody reads a process that another has disposed of.
    private async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Write(string? line)
    {
        log.Enqueue(line ?? "");
        if (log.Count > LogLines)
        {
            log.TryDequeue(out _);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? CoreTools() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "func")).FirstOrDefault(File.Exists);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
