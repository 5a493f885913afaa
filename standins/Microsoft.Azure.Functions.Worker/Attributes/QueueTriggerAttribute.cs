using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function for each message of a storage queue.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    /// <param name="queueName">The queue; <c>%name%</c> stands for a setting.</param>
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    public string QueueName { get; }

    /// <summary>The setting that holds the connection; null: AzureWebJobsStorage.</summary>
    public string? Connection { get; set; }
}
