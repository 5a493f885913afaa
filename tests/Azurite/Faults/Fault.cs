namespace Diffusion.Azurite.Faults;

/// <summary>What goes wrong with a request to the storage service.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>500 InternalError; nothing was done.</summary>
    Error,

    /// <summary>503 ServerBusy; nothing was done.</summary>
    Busy,

    /// <summary>500 InternalError after it was done: only the answer is wrong.</summary>
    DoneError,

    /// <summary>500 OperationTimedOut after a while; nothing was done.</summary>
    SlowError,

    /// <summary>No answer, until the client's own time-out ends the wait.</summary>
    Silence,

    /// <summary>The connection is cut; nothing was done.</summary>
    Cut,

    /// <summary>The connection is cut after it was done: the answer is lost.</summary>
    DoneCut,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    HalfAnswer,
}
