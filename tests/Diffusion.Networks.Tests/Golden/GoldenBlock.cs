using System.Text.Json;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>Blocks from guided-diffusion's constructor arguments.</summary>
internal static class GoldenBlock
{
    public static ResBlock ResBlock(JsonElement c) => new(
        c.GetProperty("channels").GetInt32(),
        c.GetProperty("out_channels").GetInt32(),
        c.GetProperty("emb_channels").GetInt32(),
        c.GetProperty("dropout").GetSingle(),
        c.GetProperty("use_scale_shift_norm").GetBoolean(),
        c.GetProperty("up").GetBoolean() ? Resize.Up : c.GetProperty("down").GetBoolean() ? Resize.Down : Resize.None);

    public static AttentionBlock AttentionBlock(JsonElement c) => new(
        c.GetProperty("channels").GetInt32(),
        c.GetProperty("num_heads").GetInt32(),
        c.TryGetProperty("num_head_channels", out var width) ? width.GetInt32() : -1,
        c.GetProperty("use_new_attention_order").GetBoolean());

    public static AttentionPool AttentionPool(JsonElement c) => new(
        c.GetProperty("spacial_dim").GetInt32(),
        c.GetProperty("embed_dim").GetInt32(),
        c.GetProperty("num_heads_channels").GetInt32(),
        c.GetProperty("output_dim").GetInt32());
}
