namespace SixLabors.ImageSharp;

/// <summary>An image that cannot be read.</summary>
public class ImageFormatException : Exception
{
    internal ImageFormatException(string errorMessage)
        : base(errorMessage)
    {
    }

    internal ImageFormatException(string errorMessage, Exception innerException)
        : base(errorMessage, innerException)
    {
    }
}

/// <summary>Bytes that no decoder recognises.</summary>
public sealed class UnknownImageFormatException : ImageFormatException
{
    public UnknownImageFormatException(string errorMessage)
        : base(errorMessage)
    {
    }
}

/// <summary>A recognised image whose content is damaged.</summary>
public sealed class InvalidImageContentException : ImageFormatException
{
    public InvalidImageContentException(string errorMessage)
        : base(errorMessage)
    {
    }

    public InvalidImageContentException(string errorMessage, Exception innerException)
        : base(errorMessage, innerException)
    {
    }
}
