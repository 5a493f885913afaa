using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>The parameters that a case's network asks for.</summary>
internal static class GoldenParameters
{
    /// <summary>Checks names and shapes against the reference's state dict.</summary>
    public static void Check(GoldenCase golden)
    {
        var parameters = NetworkParameters.Of(b => GoldenNetwork.Forward(b, golden, name => Shape(golden.Tensors[name].Shape)));
        if (golden.StateDict() is not { } expected)
        {
            Assert.Empty(parameters);
            return;
        }

        Assert.Equal(expected.Select(entry => Line(entry.Key, entry.Value)).Order(StringComparer.Ordinal), parameters.Select(entry => Line(entry.Name, entry.Shape)).Order(StringComparer.Ordinal));
    }

    private static string Line<T>(string name, IEnumerable<T> shape) => $"{name} [{string.Join(", ", shape)}]";

    private static EquatableList<int> Shape(IEnumerable<long> shape) => [.. shape.Select(dimension => (int)dimension)];
}
