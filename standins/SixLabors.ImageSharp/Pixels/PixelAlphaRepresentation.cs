namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>How a pixel format carries transparency.</summary>
public enum PixelAlphaRepresentation
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Colours are multiplied by alpha.</summary>
    Associated,

    /// <summary>Colours are independent of alpha.</summary>
    Unassociated,
}
