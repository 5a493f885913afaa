using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Packages.Conformance.App;

/// <summary>What an invocation saw, one file each in the folder that the setting RECORDS names.</summary>
public sealed class Recorder(IConfiguration configuration)
{
    private readonly string folder = configuration["RECORDS"] ?? throw new InvalidOperationException("Set RECORDS to a folder.");

    public void Write(FunctionContext context, string happening, string message)
    {
        var record = new Record(
            context.FunctionDefinition.Name,
            happening,
            message,
            context.BindingContext.BindingData.TryGetValue("DequeueCount", out var count) ? int.Parse(count!.ToString()!) : 0,
            context.BindingContext.BindingData.TryGetValue("Id", out var id) ? id!.ToString()!.Trim('"') : "",
            context.Items.TryGetValue("middleware", out var middleware) ? (string)middleware : "",
            DateTimeOffset.UtcNow);
        var name = Path.Combine(folder, $"{record.At.UtcTicks:D20}-{Guid.NewGuid():N}");
        File.WriteAllBytes(name + ".part", JsonSerializer.SerializeToUtf8Bytes(record));
        File.Move(name + ".part", name + ".json");
    }
}

/// <summary>A happening in a function.</summary>
public sealed record Record(string Function, string Happening, string Message, int DequeueCount, string MessageId, string Middleware, DateTimeOffset At);
