namespace SixLabors.ImageSharp;

/// <summary>Something that copies itself with all it holds.</summary>
public interface IDeepCloneable
{
    /// <summary>The copy.</summary>
    IDeepCloneable DeepClone();
}
