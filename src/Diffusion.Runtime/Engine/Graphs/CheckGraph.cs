using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>Tells which rows hold something infinite or not a number, and hands out x.</summary>
internal static class CheckGraph
{
    public const string X = "x";
    public const string NotFinite = "not_finite";
    public const string Image = "image";

    public static OnnxModel Build(ImageShape shape)
    {
        var graph = new GraphBuilder("check");
        var x = graph.Input(X, ElementType.Float, -1, shape.Channels, shape.Height, shape.Width);

        // 0·x is 0 for every finite x, and not a number for all others.
        graph.Output(NotFinite, Ops.ReduceSum(x * 0, keepDimensions: false, 1, 2, 3));
        graph.Output(Image, x);
        return graph.Build();
    }
}
