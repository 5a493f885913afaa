using Diffusion.Networks;

namespace Diffusion.Trainer.Export;

/// <summary>How far ONNX Runtime's output is from libtorch's for the same inputs.</summary>
/// <param name="File">The model's file.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Largest">Largest absolute difference of an element.</param>
/// <param name="Scale">Largest absolute value of an element.</param>
public sealed record EngineDifference(string File, string Output, double Largest, double Scale)
{
    public bool IsSmall => IsWithin(EngineTolerance.Of(Precision.Single));

    public bool IsWithin(EngineTolerance tolerance) => Largest <= tolerance.Relative * Math.Max(tolerance.LeastScale, Scale);

    public static EngineDifference Of(string file, string output, float[] expected, ReadOnlySpan<float> actual)
    {
        var largest = expected.Length == actual.Length ? 0.0 : double.PositiveInfinity;
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return new EngineDifference(file, output, largest, expected.Max(Math.Abs));
    }
}
