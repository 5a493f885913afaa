using Diffusion.Sampling;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>What a feature network sees of a pixel: (byte/255 − mean)/std of its channel.</summary>
/// <param name="Mean">Red, green, blue.</param>
/// <param name="Std">Red, green, blue.</param>
public sealed record PixelRange(IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>signed: [−1, 1]; unit: [0, 1]; bytes: [0, 255]; imagenet: [0, 1] less ImageNet's mean, over its deviation.</summary>
    public static NamedChoices<PixelRange> Table { get; } = new(
        "range of pixels",
        ("signed", Of(0.5, 0.5)),
        ("unit", Of(0, 1)),
        ("bytes", Of(0, 1 / 255.0)),
        ("imagenet", new PixelRange([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])));

    private static PixelRange Of(double mean, double deviation) => new([mean, mean, mean], [deviation, deviation, deviation]);
}
