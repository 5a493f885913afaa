using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Diffusion.Azurite;

/// <summary>A storage account on this machine, for as long as a test class needs it. `./dev setup` installs Azurite.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const int Terminate = 15;
    private const string Account = "devstoreaccount1";

    // Azurite's own published development key, not a secret.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly string? folder;
    private Process process;

    private AzuriteServer(Process process, string? folder, Uri blobs, Uri queues) => (this.process, this.folder, Blobs, Queues) = (process, folder, blobs, queues);

    /// <summary>Where blobs are served.</summary>
    public Uri Blobs { get; }

    /// <summary>Where queues are served.</summary>
    public Uri Queues { get; }

    /// <summary>The server's process.</summary>
    public int ProcessId => process.Id;

    /// <summary>For AzureWebJobsStorage.</summary>
    public string ConnectionString => ConnectionStringOf(Blobs, Queues);

    /// <summary>The account at other addresses, such as a proxy's.</summary>
    public static string ConnectionStringOf(Uri blobs, Uri queues) => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint={blobs.GetLeftPart(UriPartial.Authority)}/{Account};QueueEndpoint={queues.GetLeftPart(UriPartial.Authority)}/{Account}";

    /// <summary>Starts a server on free ports.</summary>
    /// <param name="folder">Where it keeps everything over a restart; null: in memory.</param>
    public static async Task<AzuriteServer> StartAsync(string? folder = null)
    {
        var (process, blob, queue) = await RunAsync(folder, 0, 0);
        return new AzuriteServer(process, folder, new Uri($"http://127.0.0.1:{blob}"), new Uri($"http://127.0.0.1:{queue}"));
    }

    /// <summary>Asks it to stop, so that it writes down what it has answered, and waits.</summary>
    public async Task StopAsync()
    {
        _ = kill(process.Id, Terminate);
        await process.WaitForExitAsync().WaitAsync(StopTime);
    }

    /// <summary>Starts it again where it was, with what it kept in its folder.</summary>
    public async Task StartAgainAsync()
    {
        process.Dispose();
        (process, _, _) = await RunAsync(folder, Blobs.Port, Queues.Port);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<(Process Process, int Blob, int Queue)> RunAsync(string? folder, int blob, int queue)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] persistence = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] arguments = [Script(), .. persistence, "--disableTelemetry", "--skipApiVersionCheck", "--silent", "--blobPort", $"{blob}", "--queuePort", $"{queue}", "--tablePort", "0"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var node = Process.Start(start)!;
        _ = node.StandardError.ReadToEndAsync();
        try
        {
            var ports = await ReadPortsAsync(node).WaitAsync(StartTime);
            _ = node.StandardOutput.ReadToEndAsync();
            return (node, ports["Blob"], ports["Queue"]);
        }
        catch
        {
            node.Kill();
            throw;
        }
    }

    private static async Task<Dictionary<string, int>> ReadPortsAsync(Process node)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!ports.ContainsKey("Blob") || !ports.ContainsKey("Queue"))
        {
            var line = await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite ended before it listened.");
            var match = Listening().Match(line);
            if (match.Success)
            {
                ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].Value);
            }
        }

        return ports;
    }

    private static string Script()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var script = Path.Combine(parent.FullName, "infra", "local", "node_modules", "azurite", "dist", "src", "azurite.js");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new InvalidOperationException("Azurite is not installed. Run ./dev setup.");
    }

    [GeneratedRegex("(?<service>Blob|Queue) service is successfully listening at http://127.0.0.1:(?<port>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
