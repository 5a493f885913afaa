namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger knows of an invocation.</summary>
public abstract class BindingContext
{
    protected BindingContext()
    {
    }

    /// <summary>Of a queue message: Id, DequeueCount, PopReceipt, InsertionTime, ExpirationTime, NextVisibleTime, QueueTrigger.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
