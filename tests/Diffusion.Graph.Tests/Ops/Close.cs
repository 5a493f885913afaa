using Diffusion.Graph.Tests.Reference;

namespace Diffusion.Graph.Tests;

internal static class Close
{
    /// <summary>Float against double: relative, and absolute below 1.</summary>
    public static void Assert(NdArray expected, NdArray actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Shape, actual.Shape);
        for (var i = 0; i < expected.Data.Length; i++)
        {
            var (e, a) = (expected.Data[i], actual.Data[i]);
            Xunit.Assert.True(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e)), $"element {i}: {a} where {e} is right");
        }
    }
}
