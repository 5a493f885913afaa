using Diffusion.Graph;

namespace Diffusion.Runtime;

/// <summary>Every output is its input.</summary>
internal static class UploadGraph
{
    public static string InputName(int index) => $"host_{index}";

    public static string OutputName(int index) => $"device_{index}";

    public static OnnxModel Build(IReadOnlyList<IUploadedTensor> tensors)
    {
        var graph = new GraphBuilder("upload");
        for (var i = 0; i < tensors.Count; i++)
        {
            long[] shape = [-1, .. tensors[i].Host.RowShape];
            graph.Output(OutputName(i), graph.Input(InputName(i), tensors[i].Element, shape));
        }

        return graph.Build();
    }
}
