using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Diffusion.Trainer.Evaluation.Features;

/// <summary>How pictures become a feature network's input.</summary>
/// <param name="Name">The input's.</param>
/// <param name="Batch">Pictures a run.</param>
/// <param name="IsBatchFixed">It sees so many and no fewer.</param>
/// <param name="ChannelsFirst">[N, 3, H, W], else [N, H, W, 3].</param>
/// <param name="Size">Height and width that it sees; 0: as the pictures are.</param>
/// <param name="IsBytes">It sees bytes instead of floats.</param>
/// <param name="Range">What becomes of pixels.</param>
/// <param name="Resize">How pictures of another size are resized.</param>
public sealed record FeatureInput(
    string Name, int Batch, bool IsBatchFixed, bool ChannelsFirst, int Size, bool IsBytes, PixelRange Range, ResizeKind Resize)
{
    private const int FreeBatch = 32;
    private const string First = "nchw";
    private const string Last = "nhwc";

    /// <summary>What the description says, and where it is silent the file.</summary>
    /// <exception cref="TrainerException">The two do not go together, or something is said by neither.</exception>
    public static FeatureInput Of(IReadOnlyDictionary<string, NodeMetadata> inputs, FeatureDescription description, string file)
    {
        var name = description.Input ?? (inputs.Count == 1
            ? inputs.Keys.First()
            : throw new TrainerException($"'{file}' has the inputs {string.Join(", ", inputs.Keys)}. Name the pictures' with --feature-input."));
        if (!inputs.TryGetValue(name, out var node))
        {
            throw new TrainerException($"'{file}' has no input '{name}', only {string.Join(", ", inputs.Keys)}. Name one of these with --feature-input.");
        }

        if (node.ElementDataType is not (TensorElementType.Float or TensorElementType.UInt8) || node.Dimensions.Length != 4)
        {
            throw new TrainerException(
                $"Input '{name}' of '{file}' is [{string.Join(", ", node.Dimensions)}] of {node.ElementDataType}, but pictures are four dimensions of Float or UInt8. Name another input with --feature-input.");
        }

        var channelsFirst = IsChannelsFirst(node.Dimensions, description.Layout, name, file);
        var isBytes = node.ElementDataType == TensorElementType.UInt8;
        return new FeatureInput(
            name,
            node.Dimensions[0] > 0 ? node.Dimensions[0] : FreeBatch,
            node.Dimensions[0] > 0,
            channelsFirst,
            SizeOf(channelsFirst ? node.Dimensions[2..] : node.Dimensions[1..3], description.Size, file),
            isBytes,
            isBytes ? PixelRange.Table.Find("bytes") : RangeOf(description, file),
            ResizeKinds.Table.Find(description.Resize ?? ResizeKinds.Table.NameOf(ResizeKind.Bilinear)));
    }

    private static bool IsChannelsFirst(int[] dimensions, string? layout, string name, string file) => (layout, dimensions) switch
    {
        (First, [_, 3 or < 0, _, not 3]) => true,
        (Last, [_, not 3, _, 3 or < 0]) => false,
        (not null and not First and not Last, _) => throw new TrainerException($"Unknown layout '{layout}'. Use one of: {First}, {Last}."),
        (null, [_, 3, _, not 3]) => true,
        (null, [_, not 3, _, 3]) => false,
        _ => throw new TrainerException(
            $"Input '{name}' of '{file}' is [{string.Join(", ", dimensions)}]: where its 3 channels are cannot be told. Say so with --feature-layout {First} or {Last}."),
    };

    private static int SizeOf(int[] sides, int? wanted, string file)
    {
        var isFixed = sides[0] > 0 && sides[1] > 0;
        if (isFixed && (sides[0] != sides[1] || (wanted is not null && wanted != sides[0])))
        {
            throw new TrainerException($"'{file}' sees {sides[0]}×{sides[1]} pixels. Use a square one, and leave --feature-size out or set it to that.");
        }

        return isFixed ? sides[0] : wanted is >= 0 ? wanted.Value : throw new TrainerException(
            $"'{file}' does not say which size it sees. Set --feature-size, for instance to 299 for Inception or 224 for DINOv2, or to 0 where it resizes by itself.");
    }

    private static PixelRange RangeOf(FeatureDescription description, string file)
    {
        if (description.Range is { } range)
        {
            return PixelRange.Table.Find(range);
        }

        return (description.Mean, description.Std) switch
        {
            ({ Count: 3 } mean, { Count: 3 } std) when std.All(value => value > 0) => new PixelRange(mean, std),
            (null, null) => throw new TrainerException(
                $"'{file}' does not say which values it sees. Set --feature-range: {string.Join(", ", PixelRange.Table.Names)}; or mean and std in {FeatureDescription.FileName} beside it."),
            _ => throw new TrainerException($"mean and std of '{file}' must be three numbers each, std above 0. Correct {FeatureDescription.FileName}."),
        };
    }
}
