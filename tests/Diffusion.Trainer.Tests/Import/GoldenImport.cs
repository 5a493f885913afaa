using System.Globalization;
using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Trainer.Import;

namespace Diffusion.Trainer.Tests.Import;

/// <summary>Golden networks as a checkpoint's file and the flags that describe it.</summary>
internal static class GoldenImport
{
    /// <summary>The case's parameters in a <c>.pt</c>, by the reference's own names.</summary>
    public static string WriteCheckpoint(string folder, GoldenCase golden)
    {
        var path = Path.Combine(folder, golden.Name.Replace('/', '-') + ".pt");
        var weights = golden.Weights();
        TorchFile.WriteStateDict(path, golden.StateDict()!.Keys.Select(name => weights[name]));
        return path;
    }

    /// <summary>Why flags cannot describe the case; null where they can.</summary>
    public static string? Obstacle(GoldenCase golden) =>
        !Bool(golden.Config, "conv_resample") ? "resampling without convolutions"
        : golden.Tensors["x"].Shape[2] != golden.Tensors["x"].Shape[3] ? "images that are not square"
        : golden.Name.StartsWith("classifier/", StringComparison.Ordinal) && Int(golden.Config, "num_head_channels") == -1 ? "a classifier's number of heads"
        : null;

    /// <summary>The cases of a group that flags can describe, as a theory's rows.</summary>
    public static IEnumerable<object[]> Described(string group) => GoldenFolder.Group(group).Where(row => !IsLeftOut((string)row[0]));

    /// <summary>The others' names.</summary>
    public static IEnumerable<string> LeftOut(string group) => GoldenFolder.Group(group).Select(row => (string)row[0]).Where(IsLeftOut);

    private static bool IsLeftOut(string name) => name != GoldenFolder.NoCase && Obstacle(GoldenCase.Load(name)) is not null;

    /// <summary>Flags of a UNet or upsampler. Images are as large as the case's, so attention's heights follow its rates.</summary>
    public static string UnetFlags(GoldenCase golden)
    {
        var (c, size) = (golden.Config, golden.Tensors["x"].Shape[2]);
        var conditional = c.GetProperty("num_classes").ValueKind == JsonValueKind.Number;
        return $"--image_size {size} --large_size {size} --small_size {size / 2} --num_channels {Int(c, "model_channels")} --num_res_blocks {Int(c, "num_res_blocks")} " +
            $"--learn_sigma {Int(c, "out_channels") == 6} --attention_resolutions {Heights(c, size)} --channel_mult {Widths(c)} --class_cond {conditional} " +
            (conditional ? $"--num_classes {Int(c, "num_classes")} " : "") +
            $"--num_heads {Int(c, "num_heads")} --num_head_channels {Int(c, "num_head_channels")} --num_heads_upsample {Int(c, "num_heads_upsample")} " +
            $"--use_scale_shift_norm {Bool(c, "use_scale_shift_norm")} --resblock_updown {Bool(c, "resblock_updown")} --use_new_attention_order {Bool(c, "use_new_attention_order")}";
    }

    public static string ClassifierFlags(GoldenCase golden)
    {
        var (c, size) = (golden.Config, golden.Tensors["x"].Shape[2]);
        return $"--image_size {size} --classifier_width {Int(c, "model_channels")} --classifier_depth {Int(c, "num_res_blocks")} --channel_mult {Widths(c)} " +
            $"--classifier_attention_resolutions {Heights(c, size)} --classifier_use_scale_shift_norm {Bool(c, "use_scale_shift_norm")} " +
            $"--classifier_resblock_updown {Bool(c, "resblock_updown")} --classifier_pool {c.GetProperty("pool").GetString()} " +
            $"--num_classes {Int(c, "out_channels")} --classifier_num_head_channels {Int(c, "num_head_channels")}";
    }

    /// <summary>A case's tensor as a model takes it: labels as integers, everything else, timesteps too, as float32.</summary>
    public static Array Feed(string name, NamedTensor tensor) => tensor.Values switch
    {
        long[] labels when name == "y" => labels,
        long[] timesteps => Array.ConvertAll(timesteps, t => (float)t),
        _ => tensor.ToSingles(),
    };

    public static ImportedNetwork Unet(string folder, GoldenCase golden) => new(
        WriteCheckpoint(folder, golden),
        ImportPreset.Find(golden.Inputs.Contains("low_res") ? "guided-diffusion-upsampler" : "guided-diffusion", NetworkKind.Unet, NetworkKind.Upsampler),
        UnetFlags(golden));

    public static ImportedNetwork Classifier(string folder, GoldenCase golden) =>
        new(WriteCheckpoint(folder, golden), ImportPreset.Find("guided-diffusion-classifier", NetworkKind.Classifier), ClassifierFlags(golden));

    private static string Widths(JsonElement c) =>
        string.Join(',', c.GetProperty("channel_mult").EnumerateArray().Select(width => width.GetDouble().ToString(CultureInfo.InvariantCulture)));

    private static string Heights(JsonElement c, long size) => string.Join(',', c.GetProperty("attention_resolutions").EnumerateArray().Select(rate => size / rate.GetInt32()));

    private static int Int(JsonElement c, string name) => c.GetProperty(name).GetInt32();

    private static bool Bool(JsonElement c, string name) => c.GetProperty(name).GetBoolean();
}
