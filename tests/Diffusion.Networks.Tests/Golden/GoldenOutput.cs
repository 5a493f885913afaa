using Diffusion.Golden;

namespace Diffusion.Networks.Tests.Golden;

/// <summary>What an interpreter gave for an output of a case.</summary>
internal sealed record GoldenOutput(string Name, IReadOnlyList<long> Shape, float[] Values)
{
    /// <summary>Checks that a run gave every output of its case and that each is the reference's.</summary>
    public static void CheckAll(GoldenCase golden, IReadOnlyList<GoldenOutput> outputs)
    {
        Assert.Equal(golden.Outputs.Order(StringComparer.Ordinal), outputs.Select(output => output.Name).Order(StringComparer.Ordinal));
        foreach (var output in outputs)
        {
            golden.Check(output.Name, output.Shape, output.Values);
        }
    }
}
