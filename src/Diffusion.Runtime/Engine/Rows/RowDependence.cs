namespace Diffusion.Runtime;

/// <summary>What else a row's bytes depend on, beside the row itself.</summary>
public enum RowDependence
{
    /// <summary>Nothing: calls may have any of the card's row counts.</summary>
    None,

    /// <summary>How many rows the call has: every call has the largest count.</summary>
    Count,

    /// <summary>Which of the call's rows it is: every image is made alone.</summary>
    Place,
}
