using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>Moves rows of the device batch and starts new ones: next_x = fresh ? noise : x[source].</summary>
internal static class PlaceGraph
{
    public const string X = "x";
    public const string Noise = "noise";
    public const string Source = "source";
    public const string Fresh = "fresh";
    public const string NextX = "next_x";

    public static OnnxModel Build(ImageShape shape)
    {
        var graph = new GraphBuilder("place");
        var x = graph.Input(X, ElementType.Float, -1, shape.Channels, shape.Height, shape.Width);
        var noise = graph.Input(Noise, ElementType.Float, -1, shape.Channels, shape.Height, shape.Width);
        var source = graph.Input(Source, ElementType.Int64, -1);
        var fresh = graph.Input(Fresh, ElementType.Bool, -1, 1, 1, 1);
        graph.Output(NextX, Ops.Where(fresh, noise, Ops.Gather(x, source, axis: 0)));
        return graph.Build();
    }
}
