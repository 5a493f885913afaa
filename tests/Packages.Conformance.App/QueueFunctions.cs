using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace Packages.Conformance.App;

/// <summary>Functions that queues start.</summary>
public sealed class QueueFunctions(Recorder recorder, InvocationNumber first, InvocationNumber second)
{
    [Function("Echo")]
    public void Echo([QueueTrigger("%PREFIX%-echo")] string message, FunctionContext context) => recorder.Write(context, "ran", message);

    [Function("Bytes")]
    public void Bytes([QueueTrigger("%PREFIX%-bytes")] BinaryData message, FunctionContext context) => recorder.Write(context, "ran", message.ToString());

    [Function("Whole")]
    public void Whole([QueueTrigger("%PREFIX%-whole")] QueueMessage message, FunctionContext context) =>
        recorder.Write(context, "ran", $"{message.MessageId} {message.Body} {message.DequeueCount}");

    [Function("Scope")]
    public void Scope([QueueTrigger("%PREFIX%-scope")] string message, FunctionContext context) =>
        recorder.Write(context, "ran", $"{first.Value == second.Value} {first.Value}");

    [Function("Other")]
    public static void Other([QueueTrigger("%PREFIX%-other", Connection = "OtherStorage")] string message, FunctionContext context) =>
        ((Recorder)context.InstanceServices.GetService(typeof(Recorder))!).Write(context, "ran", message);

    [Function("Never")]
    public void Never([QueueTrigger("%PREFIX%-never")] string message, FunctionContext context) => recorder.Write(context, "ran", message);

    [Function("Fail")]
    public void Fail([QueueTrigger("%PREFIX%-fail")] string message, FunctionContext context)
    {
        recorder.Write(context, "ran", message);
        throw new InvalidOperationException("Fail always fails.");
    }

    [Function("FailOnce")]
    public void FailOnce([QueueTrigger("%PREFIX%-fail-once")] string message, FunctionContext context)
    {
        recorder.Write(context, "ran", message);
        if (context.BindingContext.BindingData["DequeueCount"]!.ToString() == "1")
        {
            throw new InvalidOperationException("FailOnce fails the first time.");
        }
    }

    /// <summary>Takes as many milliseconds as the message says, unless it is cancelled.</summary>
    [Function("Slow")]
    public async Task SlowAsync([QueueTrigger("%PREFIX%-slow")] string message, FunctionContext context, CancellationToken cancellation)
    {
        recorder.Write(context, "started", message);
        try
        {
            await Task.Delay(int.Parse(message), cancellation);
        }
        catch (OperationCanceledException)
        {
            recorder.Write(context, "cancelled", message);
            throw;
        }

        recorder.Write(context, "ended", message);
    }
}
