using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Diffusion.Jobs.Tests.Harness;

/// <summary>Sees every try of every storage call: counts them, and can make them fail.</summary>
internal sealed class StorageCalls : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> calls = new();

    /// <summary>Thrown instead of a call, as if the process or its connection had ended there.</summary>
    public Func<Request, Exception?> Failure { get; set; } = _ => null;

    /// <summary>Given back instead of a call.</summary>
    public Func<Request, int?> Answer { get; set; } = _ => null;

    /// <summary>What a call waits for; a call that is given up waits no longer.</summary>
    public Func<Request, Task> Wait { get; set; } = _ => Task.CompletedTask;

    /// <summary>Method and path with query of each.</summary>
    public IReadOnlyCollection<string> Seen => calls;

    public void Clear() => calls.Clear();

    /// <summary>What happens just before the first call of this kind reaches the storage.</summary>
    /// <param name="method">GET, HEAD, PUT and so on.</param>
    /// <param name="end">Of its path.</param>
    /// <param name="act">What others do meanwhile.</param>
    public void BeforeFirst(string method, string end, Func<Task> act)
    {
        var acted = 0;
        Wait = request => request.Method.Method == method && request.Uri.Path.EndsWith(end, StringComparison.Ordinal) && Interlocked.Exchange(ref acted, 1) == 0
            ? act()
            : Task.CompletedTask;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("Storage is called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        calls.Enqueue($"{message.Request.Method} {message.Request.Uri.PathAndQuery}");
        if (Failure(message.Request) is { } failure)
        {
            throw failure;
        }

        await Wait(message.Request).WaitAsync(message.CancellationToken);
        if (Answer(message.Request) is { } status)
        {
            message.Response = new MadeUpResponse(status);
            return;
        }

        await ProcessNextAsync(message, pipeline);
    }

    private sealed class MadeUpResponse(int status) : Azure.Response
    {
        public override int Status { get; } = status;

        public override bool IsError => Status >= 400;

        public override string ReasonPhrase => "made up";

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }

        protected override bool TryGetHeaderValues(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = null;
            return false;
        }
    }
}
