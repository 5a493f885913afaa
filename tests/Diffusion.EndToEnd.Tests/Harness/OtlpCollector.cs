using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Diffusion.EndToEnd.Tests.Harness;

/// <summary>Takes what is exported by OTLP over HTTP and keeps it as it came: protobuf, in which names and texts stand as they are.</summary>
public sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> received = new(StringComparer.Ordinal);

    public OtlpCollector()
    {
        Address = $"http://127.0.0.1:{FreePort()}";
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        _ = Task.Run(ListenAsync);
    }

    public string Address { get; }

    /// <summary>All that came of one signal: traces, metrics or logs.</summary>
    public string Received(string signal) => string.Concat(received.GetValueOrDefault($"/v1/{signal}") ?? []);

    public void Dispose() => listener.Close();

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var call = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                received.GetOrAdd(call.Request.Url!.AbsolutePath, _ => new()).Enqueue(Encoding.Latin1.GetString(body.ToArray()));
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
