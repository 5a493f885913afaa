namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>What an animation's fcTL chunk says of a frame.</summary>
public class PngFrameMetadata : IDeepCloneable
{
    public PngFrameMetadata()
    {
    }

    /// <summary>How long the frame is shown, in seconds.</summary>
    public Rational FrameDelay { get; set; } = new(0);

    public PngDisposalMethod DisposalMethod { get; set; }

    public PngBlendMethod BlendMethod { get; set; }

    public IDeepCloneable DeepClone() => new PngFrameMetadata { FrameDelay = FrameDelay, DisposalMethod = DisposalMethod, BlendMethod = BlendMethod };
}
