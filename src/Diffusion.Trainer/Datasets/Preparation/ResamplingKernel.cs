namespace Diffusion.Trainer.Datasets.Preparation;

/// <summary>How much a pixel counts by its distance, in pixels of the coarser picture.</summary>
/// <param name="Support">Beyond this distance nothing counts.</param>
/// <param name="Weight">Of a distance; need not be normalized.</param>
public sealed record ResamplingKernel(double Support, Func<double, double> Weight)
{
    /// <summary>Every pixel of the covered area counts alike.</summary>
    public static ResamplingKernel Box { get; } = new(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0);

    /// <summary>Keys' cubic convolution with a = −½.</summary>
    public static ResamplingKernel Bicubic { get; } = new(2, Cubic);

    private static double Cubic(double signed)
    {
        const double A = -0.5;
        var x = Math.Abs(signed);
        return x switch
        {
            // (a + 2)|x|³ − (a + 3)|x|² + 1
            < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,

            // a|x|³ − 5a|x|² + 8a|x| − 4a
            < 2 => ((((x - 5) * x) + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
