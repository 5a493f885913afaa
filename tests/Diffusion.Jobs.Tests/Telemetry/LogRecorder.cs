using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Diffusion.Jobs.Tests.Telemetry;

/// <summary>Keeps every logged line with its scopes.</summary>
internal sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<(string Text, IReadOnlyDictionary<string, object?> Scope)> lines = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<(string Text, IReadOnlyDictionary<string, object?> Scope)> Lines => [.. lines];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
            owner.scopes.ForEachScope(
                (one, into) =>
                {
                    foreach (var (name, value) in one as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        into[name] = value;
                    }
                },
                scope);
            owner.lines.Enqueue(($"{formatter(state, exception)}\n{exception}", scope));
        }
    }
}
