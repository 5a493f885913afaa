using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Diffusion.Azurite.Faults;

/// <summary>The proxy of one service: one address, one server behind it.</summary>
internal sealed class ProxyEndpoint : IAsyncDisposable
{
    private const long LargestBody = 512L << 20;
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);
    private static readonly HashSet<string> OfTheConnection =
        new(["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect", "Proxy-Connection"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication web;
    private readonly Uri target;
    private readonly FaultPlan plan;
    private readonly ProxyTally tally;
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });

    private ProxyEndpoint(WebApplication web, Uri target, FaultPlan plan, ProxyTally tally) => (this.web, this.target, this.plan, this.tally) = (web, target, plan, tally);

    public Uri Address => new(web.Urls.Single());

    public static async Task<ProxyEndpoint> StartAsync(Uri target, FaultPlan plan, ProxyTally tally)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var endpoint = new ProxyEndpoint(builder.Build(), target, plan, tally);
        endpoint.web.Run(endpoint.HandleAsync);
        await endpoint.web.StartAsync();
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        client.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var request = new StorageRequest(http.Request.Method, http.Features.Get<IHttpRequestFeature>()!.RawTarget);
        var fault = plan.Next(request);
        tally.Count(request, fault);
        try
        {
            var body = await ReadAsync(http.Request);
            if (!await FailBeforeAsync(http, fault))
            {
                await AnswerAsync(http, fault, await ForwardAsync(http.Request, request, body));
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException or BadHttpRequestException or OperationCanceledException)
        {
            // The server behind is away, or the client is: in both cases the other side sees its connection end.
            http.Abort();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    /// <summary>True where the request ends here, before the server has seen it.</summary>
    private static async Task<bool> FailBeforeAsync(HttpContext http, Fault fault)
    {
        switch (fault)
        {
            case Fault.Error:
                await RefuseAsync(http, 500, "InternalError");
                return true;
            case Fault.Busy:
                await RefuseAsync(http, 503, "ServerBusy");
                return true;
            case Fault.SlowError:
                await Task.Delay(SlowAnswer, http.RequestAborted);
                await RefuseAsync(http, 500, "OperationTimedOut");
                return true;
            case Fault.Silence:
                await Task.Delay(LongestSilence, http.RequestAborted);
                return true;
            case Fault.Cut:
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private async Task<Answer> ForwardAsync(HttpRequest from, StorageRequest request, byte[] body)
    {
        // The path is signed as it was sent: it must not be made prettier.
        var address = new Uri(target.GetLeftPart(UriPartial.Authority) + request.Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (body.Length > 0 || from.ContentLength is not null)
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (var header in from.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
            {
                message.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }
        }

        // Once the server has begun, nothing of what the client does stops it: as on a real network.
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        var content = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        tally.CountAnswer(request, (int)response.StatusCode);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key));
        return new Answer((int)response.StatusCode, [.. headers.Select(header => (header.Key, header.Value.ToArray()))], content, response.Content.Headers.ContentLength);
    }

    private static async Task AnswerAsync(HttpContext http, Fault fault, Answer answer)
    {
        if (fault == Fault.DoneCut || (fault == Fault.HalfAnswer && answer.Body.Length < 2))
        {
            http.Abort();
            return;
        }

        if (fault == Fault.DoneError)
        {
            await RefuseAsync(http, 500, "InternalError");
            return;
        }

        http.Response.StatusCode = answer.Status;
        foreach (var (name, values) in answer.Headers)
        {
            http.Response.Headers[name] = values;
        }

        if (answer.Status is not (204 or 304))
        {
            http.Response.ContentLength = HttpMethods.IsHead(http.Request.Method) ? answer.Length : answer.Body.Length;
        }

        if (answer.Body.Length == 0)
        {
            return;
        }

        if (fault == Fault.HalfAnswer)
        {
            await http.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2));
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(answer.Body);
    }

    private static async Task RefuseAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        http.Response.Headers["x-ms-error-code"] = code;
        var body = Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>Made to fail.</Message></Error>""");
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body);
        }
    }

    private sealed record Answer(int Status, (string Name, string[] Values)[] Headers, byte[] Body, long? Length);
}
