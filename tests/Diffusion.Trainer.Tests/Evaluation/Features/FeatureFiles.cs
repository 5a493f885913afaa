using Diffusion.Graph;

namespace Diffusion.Trainer.Tests.Evaluation.Features;

/// <summary>Small ONNX files that give back what they saw.</summary>
internal static class FeatureFiles
{
    /// <summary>Mean colour of each picture: [N, 3].</summary>
    public static string MeanColour(string folder, bool channelsFirst = true, long batch = -1, long size = -1, string output = "features")
    {
        var builder = new GraphBuilder("mean colour");
        var x = channelsFirst ? builder.Input("x", ElementType.Float, batch, 3, size, size) : builder.Input("x", ElementType.Float, batch, size, size, 3);
        builder.Output(output, Ops.ReduceMean(x, false, channelsFirst ? [2, 3] : [1, 2]));
        return Save(builder, folder, "mean.onnx");
    }

    /// <summary>Every value that was seen: [N, 3, H, W] ─► [N, 3·H·W] in its own order, beside the picture itself and the picture as three tokens.</summary>
    public static string Everything(string folder, long size)
    {
        var builder = new GraphBuilder("everything");
        var x = builder.Input("x", ElementType.Float, -1, 3, size, size);
        builder.Output("flat", Ops.Reshape(x, 0, -1));
        builder.Output("space", x * 1);
        builder.Output("tokens", Ops.Reshape(x, 0, 3, -1));
        return Save(builder, folder, "everything.onnx");
    }

    /// <summary>Mean colour, of bytes. The graph's own types have none, so the input is written as truth values, which are as wide, and renamed in the file.</summary>
    public static string Bytes(string folder, long size)
    {
        var builder = new GraphBuilder("bytes");
        builder.Output("features", Ops.ReduceMean(Ops.Cast(builder.Input("x", ElementType.Bool, -1, size, size, 3), ElementType.Float), false, 1, 2));
        var file = builder.Build().ToBytes();
        const byte Field = 8, UInt8 = 2;
        ReadOnlySpan<byte> boolean = [Field, (byte)ElementType.Bool];
        file[file.AsSpan().LastIndexOf(boolean) + 1] = UInt8;
        var path = Path.Combine(folder, "bytes.onnx");
        File.WriteAllBytes(path, file);
        return path;
    }

    private static string Save(GraphBuilder builder, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        builder.Build().Save(path);
        return path;
    }
}
