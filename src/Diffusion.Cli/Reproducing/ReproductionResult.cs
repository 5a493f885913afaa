using Diffusion.Jobs;

namespace Diffusion.Cli;

/// <summary>An image and the same image made again.</summary>
internal sealed record ReproductionResult
{
    /// <summary>What bytes depend on and is not the same here, such as "device: A, here B".</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The largest difference of a pixel's byte, 0 to 255.</summary>
    public required int LargestDifference { get; init; }

    /// <summary>Whether the files are the same, byte for byte.</summary>
    public required bool SameFile { get; init; }

    /// <summary>The image that was made again.</summary>
    public required byte[] File { get; init; }

    /// <summary>The pixels depend on all that is compared but the encoder.</summary>
    public required bool SamePixelsExpected { get; init; }

    /// <summary>Equal wherever everything that it depends on is.</summary>
    public bool IsAsItMustBe => (!SamePixelsExpected || LargestDifference == 0) && (Differences.Count > 0 || SameFile);

    public static ReproductionResult Compare(
        (Pixels Pixels, ImageProvenance Provenance, byte[] File) original, (Pixels Pixels, ImageProvenance Provenance, byte[] File) again)
    {
        var pixelDifferences = Differing(original.Provenance, again.Provenance,
            ("provider", of => of.Provider), ("device", of => of.Device), ("ONNX Runtime", of => of.OnnxRuntimeVersion), ("rows", of => $"{of.Rows}"));
        var encoderDifferences = Differing(original.Provenance, again.Provenance, ("encoder", of => of.Encoder));
        return new ReproductionResult
        {
            Differences = [.. pixelDifferences, .. encoderDifferences],
            SamePixelsExpected = pixelDifferences.Count == 0,
            LargestDifference = original.Pixels.Bytes.Zip(again.Pixels.Bytes, (a, b) => Math.Abs(a - b)).Max(),
            SameFile = original.File.AsSpan().SequenceEqual(again.File),
            File = again.File,
        };
    }

    /// <summary>The result in sentences.</summary>
    public IEnumerable<string> Describe()
    {
        foreach (var difference in Differences)
        {
            yield return $"not the same here: {difference}";
        }

        yield return LargestDifference == 0 ? "pixels: the same" : $"pixels: the largest difference is {LargestDifference} of 255";
        if (Differences.Count == 0)
        {
            yield return SameFile ? "bytes: the same" : "bytes: different";
        }
    }

    private static List<string> Differing(ImageProvenance original, ImageProvenance here, params (string Name, Func<ImageProvenance, string> Value)[] values) =>
        [.. values.Where(value => value.Value(original) != value.Value(here)).Select(value => $"{value.Name}: {value.Value(original)}, here {value.Value(here)}")];
}
