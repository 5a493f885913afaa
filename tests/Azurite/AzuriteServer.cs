using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Diffusion.Azurite;

/// <summary>A storage account on this machine, in memory, for as long as a test class needs it. `./dev setup` installs Azurite.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // Azurite's own published development key, not a secret.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process process;

    private AzuriteServer(Process process, string connectionString)
    {
        this.process = process;
        ConnectionString = connectionString;
    }

    /// <summary>For AzureWebJobsStorage.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server on free ports.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Script(), "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var node = Process.Start(start)!;
        _ = node.StandardError.ReadToEndAsync();
        try
        {
            var ports = await ReadPortsAsync(node).WaitAsync(TimeSpan.FromSeconds(60));
            _ = node.StandardOutput.ReadToEndAsync();
            return new AzuriteServer(node, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
                + $"BlobEndpoint=http://127.0.0.1:{ports["Blob"]}/{Account};QueueEndpoint=http://127.0.0.1:{ports["Queue"]}/{Account}");
        }
        catch
        {
            node.Kill();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<Dictionary<string, string>> ReadPortsAsync(Process node)
    {
        var ports = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!ports.ContainsKey("Blob") || !ports.ContainsKey("Queue"))
        {
            var line = await node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite ended before it listened.");
            var match = Listening().Match(line);
            if (match.Success)
            {
                ports[match.Groups["service"].Value] = match.Groups["port"].Value;
            }
        }

        return ports;
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "infra", "local", "node_modules", "azurite", "dist", "src", "azurite.js");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new InvalidOperationException("Azurite is not installed. Run ./dev setup.");
    }

    [GeneratedRegex("(?<service>Blob|Queue) service is successfully listening at http://127.0.0.1:(?<port>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
