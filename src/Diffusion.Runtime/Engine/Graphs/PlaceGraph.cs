using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>Moves rows of the device batch and starts new ones: next_x = fresh ? noise : x[source], and what is kept moves along.</summary>
internal static class PlaceGraph
{
    public const string X = "x";
    public const string Noise = "noise";
    public const string Source = "source";
    public const string Fresh = "fresh";
    public const string Kept = "kept";
    public const string NextX = "next_x";
    public const string NextKept = "next_kept";

    public static OnnxModel Build(ImageShape shape)
    {
        var graph = new GraphBuilder("place");
        var x = Image(X);
        var noise = Image(Noise);
        var kept = Image(Kept);
        var source = graph.Input(Source, ElementType.Int64, -1);
        var fresh = graph.Input(Fresh, ElementType.Bool, -1, 1, 1, 1);
        graph.Output(NextX, Ops.Where(fresh, noise, Ops.Gather(x, source, axis: 0)));
        graph.Output(NextKept, Ops.Gather(kept, source, axis: 0));
        return graph.Build();

        Value Image(string name) => graph.Input(name, ElementType.Float, -1, shape.Channels, shape.Height, shape.Width);
    }
}
