using System.CommandLine;
using Diffusion.Trainer.Evaluation.Features;

namespace Diffusion.Trainer.Commands;

/// <summary>The options that describe a feature network.</summary>
public sealed class FeatureOptions
{
    private readonly Option<string?> input = new("--feature-input") { Description = "Its input for pictures." };
    private readonly Option<string?> output = new("--feature-output") { Description = "Its output with the features." };
    private readonly Option<string?> layout = new("--feature-layout") { Description = "nchw or nhwc, where its shape does not tell." };
    private readonly Option<int?> size = new("--feature-size") { Description = "Height and width that pictures are resized to, where its shape does not tell; 0: none." };
    private readonly Option<string?> resize = new("--feature-resize") { Description = $"How: {string.Join(", ", ResizeKinds.Table.Names)}." };
    private readonly Option<string?> range = new("--feature-range") { Description = $"What pixels become: {string.Join(", ", PixelRange.Table.Names)}." };

    /// <summary>The ONNX file.</summary>
    public Option<string?> File { get; } = new("--features")
    {
        Description = $"ONNX file whose features are compared, for instance Inception (FID) or DINOv2 (FD-DINOv2); {FeatureDescription.FileName} beside it may say what the options below say.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { File, input, output, layout, size, resize, range })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was said on the command line.</summary>
    public FeatureDescription Describe(ParseResult result) => new()
    {
        Input = result.GetValue(input),
        Output = result.GetValue(output),
        Layout = result.GetValue(layout),
        Size = result.GetValue(size),
        Resize = result.GetValue(resize),
        Range = result.GetValue(range),
    };
}
